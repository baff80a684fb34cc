// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * EPUBs whose zip archives say what is not so. Each is read as what lies in it or refused in a
 * sentence; none hangs, fills the memory, or reaches a file beside the book.
 */
@Timeout(60)
class OddZipsTest {
    private static final String PAGE = "<html><body><p>A door closed.</p></body></html>";
    private static final UnaryOperator<RawZip.Fields> AS_IT_IS = fields -> fields;
    private static final byte[] NOTHING = new byte[0];

    @TempDir
    private Path directory;

    private static RawZip book(String... pages) {
        StringBuilder items = new StringBuilder();
        StringBuilder spine = new StringBuilder();
        for (int i = 0; i < pages.length; i++) {
            items.append("<item id=\"p%d\" href=\"%s\" media-type=\"application/xhtml+xml\"/>".formatted(i, pages[i]));
            spine.append("<itemref idref=\"p%d\"/>".formatted(i));
        }
        return new RawZip()
                .add(
                        "META-INF/container.xml",
                        "<container><rootfiles><rootfile full-path=\"p.opf\"/></rootfiles></container>")
                .add(
                        "p.opf",
                        "<package><metadata><dc:title>Door</dc:title></metadata><manifest>" + items
                                + "</manifest><spine>" + spine + "</spine></package>");
    }

    private static RawZip withPage(UnaryOperator<RawZip.Fields> local, UnaryOperator<RawZip.Fields> central) {
        return book("1.xhtml").add("1.xhtml", PAGE, local, central, NOTHING);
    }

    private static byte[] both(UnaryOperator<RawZip.Fields> change) {
        return withPage(change, change).bytes();
    }

    private static byte[] central(UnaryOperator<RawZip.Fields> change) {
        return withPage(AS_IT_IS, change).bytes();
    }

    private static byte[] end(UnaryOperator<ByteBuffer> change) {
        return withPage(AS_IT_IS, AS_IT_IS).bytes(change);
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("odd.epub"), bytes);
    }

    static Stream<Arguments> readAsTheyAre() {
        byte[] sound = both(AS_IT_IS);
        RawZip descriptor = book("1.xhtml")
                .add(
                        "1.xhtml",
                        PAGE,
                        fields -> fields.flagged(1 << 3 | 1 << 11).sized(0, 0).summed(0),
                        fields -> fields.flagged(1 << 3 | 1 << 11),
                        new byte[] {0x50, 0x4b, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        return Stream.of(
                Arguments.of("sound", sound),
                Arguments.of("a data descriptor behind the data", descriptor.bytes()),
                Arguments.of(
                        "sizes of the local header wrong",
                        withPage(f -> f.sized(1 << 30, 7), AS_IT_IS).bytes()),
                Arguments.of(
                        "name of the local header another",
                        withPage(f -> f.named("2.xhtml"), AS_IT_IS).bytes()),
                Arguments.of("inflated size too large", both(f -> f.sized(1 << 30, f.compressed()))),
                Arguments.of("sum wrong", both(f -> f.summed(7))),
                Arguments.of(
                        "the same entry twice",
                        withPage(AS_IT_IS, AS_IT_IS).again(2, AS_IT_IS).bytes()),
                Arguments.of(
                        "entries that overlap",
                        withPage(AS_IT_IS, AS_IT_IS)
                                .again(2, f -> f.named("2.xhtml"))
                                .bytes()),
                Arguments.of(
                        "names that leave the book, beside its own",
                        withPage(AS_IT_IS, AS_IT_IS)
                                .again(2, f -> f.named("../../out.xhtml"))
                                .again(2, f -> f.named("/etc/out.xhtml"))
                                .again(2, f -> f.named("C:\\out.xhtml"))
                                .again(2, f -> f.named("nul\0.xhtml"))
                                .again(2, f -> f.named(""))
                                .again(2, f -> f.named("x".repeat(60_000)))
                                .bytes()),
                Arguments.of("a program before it", concat(new byte[10_000], sound)),
                Arguments.of("compressed size beyond the file", central(f -> f.sized(f.size(), 1 << 30))),
                Arguments.of("a folder's name", both(f -> f.named("1.xhtml/"))),
                Arguments.of("backslashes in its name", both(f -> f.named("\\1.xhtml"))),
                Arguments.of("an absolute name", both(f -> f.named("/1.xhtml"))),
                Arguments.of(
                        "fewer entries announced",
                        end(end -> end.putShort(8, (short) 1).putShort(10, (short) 1))),
                Arguments.of(
                        "a comment full of ends",
                        concat(
                                end(end -> end.putShort(20, (short) 40_000)),
                                "PK\5\6".repeat(10_000).getBytes(ISO_8859_1))));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("encrypted", both(f -> f.flagged(1))),
                Arguments.of("method of a later decade", both(f -> f.by(99))),
                Arguments.of("stored, says its method", both(f -> f.by(0))),
                Arguments.of("compressed size too short", central(f -> f.sized(f.size(), 3))),
                Arguments.of("compressed size in a field that is not there", central(f -> f.sized(-1, -1))),
                Arguments.of(
                        "a large size in a field that is cut",
                        central(f -> f.sized(-1, f.compressed()).with((byte) 1, (byte) 0, (byte) 99, (byte) 0))),
                Arguments.of("local header elsewhere", central(f -> f.at(5))),
                Arguments.of("local header beyond the file", central(f -> f.at(1 << 30))),
                Arguments.of("a NUL in its name", both(f -> f.named("1.xhtml\0"))),
                Arguments.of(
                        "more entries announced",
                        end(end -> end.putShort(8, (short) 9).putShort(10, (short) 9))),
                Arguments.of(
                        "65535 entries announced",
                        end(end -> end.putShort(8, (short) -1).putShort(10, (short) -1))),
                Arguments.of("directory beyond the file", end(end -> end.putInt(16, 1 << 30))),
                Arguments.of("directory longer than the file", end(end -> end.putInt(12, 1 << 30))),
                Arguments.of(
                        "directory in a field that is not there",
                        end(end -> end.putInt(12, -1).putInt(16, -1))),
                Arguments.of("nothing but an end", new RawZip().bytes()),
                Arguments.of(
                        "a zip in place of a page",
                        book("1.xhtml")
                                .add("1.xhtml", new String(both(AS_IT_IS), ISO_8859_1))
                                .bytes()));
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void readAsTheyAre(String what, byte[] zip) throws IOException {
        assertThat(Books.read(write(zip)).text()).as(what).isEqualTo("A door closed.");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(String what, byte[] zip) throws IOException {
        Path file = write(zip);
        assertThatThrownBy(() -> Books.read(file))
                .as(what)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("odd.epub");
    }

    /** Whatever byte is wrong, the book is read or refused. */
    @Test
    void whateverByteIsWrong() throws IOException {
        byte[] sound = both(AS_IT_IS);
        for (int at = 0; at < sound.length; at++) {
            for (int value : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
                byte[] wrong = sound.clone();
                wrong[at] = (byte) value;
                Path file = write(wrong);
                try {
                    assertThat(Books.read(file).text()).hasSizeLessThan(1000);
                } catch (BadInputException e) {
                    assertThat(e).hasMessageContaining("odd.epub");
                }
            }
        }
    }

    /** One page of some kilobytes stands behind a thousand names, each of which inflates to megabytes. */
    @Test
    void aBookOfOverlappingPagesIsBounded() throws IOException {
        String[] names =
                Stream.iterate(0, i -> i + 1).limit(1000).map(i -> i + ".xhtml").toArray(String[]::new);
        RawZip zip = book(names).add(names[0], "<html><body><p>" + "A door closed. ".repeat(500_000));
        for (String name : names) {
            zip.again(2, fields -> fields.named(name));
        }
        Path file = write(zip.bytes());

        assertThatThrownBy(() -> Books.read(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("inflates to more than a book can be");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1%00.xhtml", "%zz.xhtml", "..%2f..%2fsecret.xhtml", "\\secret.xhtml", "/secret.xhtml", "", ".."
            })
    void aPageIsNamedOutsideOfTheBook(String page) throws IOException {
        Files.writeString(directory.resolve("secret.xhtml"), PAGE);
        Path file = write(book(page).add("1.xhtml", PAGE).bytes());

        assertThatThrownBy(() -> Books.read(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("odd.epub");
    }

    /** What stands beside the book, by its package's own name. */
    @ParameterizedTest
    @ValueSource(strings = {"../secret.opf", "/secret.opf", "file:///secret.opf", "p.opf\0", "META-INF"})
    void aPackageIsNamedOutsideOfTheBook(String path) throws IOException {
        Files.writeString(directory.resolve("secret.opf"), "<package/>");
        RawZip zip = new RawZip()
                .add("META-INF/container.xml", "<container><rootfile full-path=\"" + path + "\"/></container>")
                .add("1.xhtml", PAGE);
        Path file = write(zip.bytes());

        assertThatThrownBy(() -> Books.read(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("odd.epub");
    }
}
