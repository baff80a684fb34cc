// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.gumshoe.services.common.http.RawHttp;
import org.gumshoe.services.common.http.RawHttp.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that libraries would answer in their own way, or fail at. */
class MalformedRequestsTest {
    private final OpenGateway gateway = new OpenGateway();

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void aTypeThatIsNoneIsRefused() throws Exception {
        for (String type : List.of(
                "",
                ";",
                ";;;",
                "; charset=utf-8",
                "application/json; charset",
                "application/json; charset=utf&-8",
                "application/json; charset=utf-16")) {
            Answer answer = RawHttp.post(gateway.port(), "/api/stories", "{}", "Content-Type: " + type);
            assertThat(answer.status()).as(type).isEqualTo(415);
        }
    }

    /** It is refused before there is a call. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "GET; not valid HTTP: ",
                "no colon; not valid HTTP: ",
                "Content-Length: x; not valid HTTP: ",
                "Host: localhost:99999; not valid HTTP: ",
            })
    void whatIsNoHttpIsRefusedInASentence(String header, String sentence) throws Exception {
        Answer answer =
                RawHttp.send(gateway.port(), "POST /api/stories", List.of("Host: localhost", header), new byte[0]);
        assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
        assertThat(new ObjectMapper().readTree(answer.body()).get("detail").textValue())
                .contains(sentence);
        assertThat(answer.text()).contains("X-Content-Type-Options: nosniff");
    }

    @Test
    void aHeadThatIsTooLongIsRefusedInASentence() throws Exception {
        Answer answer = RawHttp.get(gateway.port(), "/api/vectors", "A: " + "x".repeat(9000));
        assertThat(answer.status()).isEqualTo(431);
        assertThat(answer.body()).contains("shorten");
    }
}
