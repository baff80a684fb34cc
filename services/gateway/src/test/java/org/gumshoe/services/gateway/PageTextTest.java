// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.gumshoe.VisibleText;
import org.gumshoe.services.common.http.RawHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text of others on the page: it is escaped there as in a terminal. */
class PageTextTest {
    private static final String SCRIPT = """
            import {visible, values} from './visible.mjs';
            const odd = [];
            for (let c = 0; c <= 0x10ffff; c++) {
              const text = String.fromCodePoint(c);
              if (visible(text) !== text) odd.push([c, visible(text)]);
            }
            const evil = 'a\\u202eb';
            const of = (strings, ...given) => values(strings, given);
            console.log(JSON.stringify({odd, values: of`<p title=${evil} .value=${evil} id="${evil}">${evil} ${[evil, 3]}`}));
            """;

    @TempDir
    private Path directory;

    private static boolean hasNode() {
        return Files.isExecutable(Path.of("/usr/bin/node")) || Files.isExecutable(Path.of("/usr/local/bin/node"));
    }

    @Test
    void whatIsEscapedInATerminalIsEscapedOnThePage() throws Exception {
        assumeTrue(hasNode(), "Node is not installed, so the page's function was not run");
        Path script = Files.writeString(directory.resolve("script.mjs"), SCRIPT);
        try (OpenGateway gateway = new OpenGateway()) {
            Files.writeString(
                    directory.resolve("visible.mjs"),
                    RawHttp.get(gateway.port(), "/page/state/visible.js").body());
            assertThat(RawHttp.get(gateway.port(), "/lib/lit-html.js").body()).contains("/page/state/visible.js");
        }
        Process node = new ProcessBuilder("node", script.toString())
                .redirectErrorStream(true)
                .start();
        String told = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
        JsonNode answer = new ObjectMapper().readTree(told);

        JsonNode odd = answer.get("odd");
        int at = 0;
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String text = new String(Character.toChars(c));
            String escaped = VisibleText.lines(text);
            if (!escaped.equals(text)) {
                assertThat(odd.get(at).get(0).asInt()).isEqualTo(c);
                assertThat(odd.get(at++).get(1).textValue()).isEqualTo(escaped);
            }
        }
        assertThat(odd).hasSize(at);
        assertThat(answer.get("values").toString())
                .isEqualTo("[\"a\\\\u202eb\",\"a\u202eb\",\"a\u202eb\",\"a\\\\u202eb\",[\"a\\\\u202eb\",3]]");
    }
}
