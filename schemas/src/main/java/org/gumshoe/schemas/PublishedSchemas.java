// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Every version in which a record was ever written. A version is published once bytes of it may lie
 * in a topic; from then on a change needs a copy of the former schema as resource
 * {@code /published/NAME/N.avsc} (N = 1, 2, ...), so that old bytes stay readable.
 */
public final class PublishedSchemas {
    static {
        // Avro 1.12.2 instantiates no class that it was not told to trust
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(), type -> type.getPackage() == PublishedSchemas.class.getPackage()));
    }

    private PublishedSchemas() {}

    /**
     * The schemas that may have written a record which is read as {@code type}: the present one
     * first, then the former ones.
     */
    public static List<Schema> writers(Class<? extends SpecificRecord> type) {
        List<Schema> writers = new ArrayList<>();
        writers.add(SpecificData.get().getSchema(type));
        for (int version = 1; ; version++) {
            try (var in = PublishedSchemas.class.getResourceAsStream(
                    "/published/" + type.getSimpleName() + "/" + version + ".avsc")) {
                if (in == null) return writers;
                writers.add(new Schema.Parser().parse(in));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
