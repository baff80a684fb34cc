// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokenizers that abort HuggingFace's library: they are refused before it sees them. */
class TokenizerTrialTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            normalizer     | {"type":"Precompiled","precompiled_charsmap":"AAAA"}                              | precompiled_charsmap that is damaged
            normalizer     | {"type":"Replace","pattern":{"String":""},"content":"x"}                          | matches the empty text
            normalizer     | {"type":"Sequence","normalizers":[{"type":"Replace","pattern":{"Regex":"x*"},"content":"y"}]} | matches the empty text
            normalizer     | {"type":"Replace","pattern":{"String":"a"},"content":"%s"}                        | times as long
            pre_tokenizer  | {"type":"Split","pattern":{"Regex":"(?:a+)+b"},"behavior":"Isolated","invert":false} | repeats a repetition
            pre_tokenizer  | {"type":"FixedLength","length":0}                                                 | cuts pieces of length 0
            post_processor | {"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"nope","type_id":0}}],"pair":[],"special_tokens":{}} | puts in the token nope
            added_tokens   | [{"id":4294967295,"content":"x"}]                                                 | has the id 4294967295
            """)
    void refusesWhatIsKnownToAbort(String part, String json, String why) throws IOException {
        ObjectNode tokenizer = tiny();
        tokenizer.set(part, JSON.readTree(json.replace("%s", "a".repeat(2000))));

        assertThatThrownBy(() -> check(tokenizer))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("The tokenizer of a.json cannot be used")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({"gpt2", "gemma3", "llama3", "vicuna", "gpt-neox"})
    void acceptsOrdinaryTokenizers(String model) throws IOException {
        byte[] json = Files.readAllBytes(Path.of("test/resources/tiny", model, "tokenizer.json"));

        assertThatCode(() -> new TokenizerCheck("a.json").check(TokenizerJson.read(json, "a.json")))
                .doesNotThrowAnyException();
    }

    @Test
    void followsTheTrieOfACharsMap() {
        int[] units = new int[256]; // an empty trie: its root's children start at 0
        assertThat(PrecompiledCharsMap.isSound(charsMap(units, "x\0"))).isTrue();
        units['a'] = 'a' | 1 << 8 | 'b' << 10; // "a" is in it; its value stands at 'a' ^ 'b'
        assertThat(PrecompiledCharsMap.isSound(charsMap(units, "x\0"))).isTrue();
        units['a' ^ 'b'] = 1 << 31 | 100;
        assertThat(PrecompiledCharsMap.isSound(charsMap(units, "x\0"))).isFalse();
        units['a' ^ 'b'] = 1 << 31 | 1;
        assertThat(PrecompiledCharsMap.isSound(charsMap(units, "é\0"))).isFalse();
        units['a'] = 'a' | 1000 << 10;
        assertThat(PrecompiledCharsMap.isSound(charsMap(units, "x\0"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?:q|q)+z", "(a|ab)*c", "(a*)*b", "(a|a){40}b", "a*a*a*a*b", "(?:x(a|b))+", "a+(b*c*)d*"})
    void findsWhatMatchesInTooManyWays(String regex) {
        assertThat(NestedQuantifiers.in(regex)).isTrue();
    }

    /** Those of GPT-2, of Llama 3, of GPT-4o and of DeepSeek. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
                "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                        + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{M}]*[\\p{Ll}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}"
                        + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
            })
    void takesWhatTokenizersHave(String regex) {
        assertThat(NestedQuantifiers.in(regex)).isFalse();
    }

    @Test
    void triesInAProcessOfItsOwn() throws IOException {
        ObjectNode aborts = tiny();
        ((ObjectNode) aborts.path("model")).put("continuing_subword_prefix", "########");
        ObjectNode refused = tiny();
        ((ObjectNode) refused.path("model")).put("type", "Nonsense");
        String before = System.setProperty("gumshoe.tokenizer.trial", "on");
        try {
            assertThatThrownBy(() -> new TokenizerTrial(JSON.writeValueAsBytes(aborts), "a.json").pass())
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("HuggingFace's library aborts");
            assertThatThrownBy(() -> new TokenizerTrial(JSON.writeValueAsBytes(refused), "a.json").pass())
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("HuggingFace's library refuses it");
        } finally {
            System.setProperty("gumshoe.tokenizer.trial", before == null ? "on" : before);
        }
    }

    private static void check(ObjectNode tokenizer) throws IOException {
        new TokenizerCheck("a.json").check(TokenizerJson.read(JSON.writeValueAsBytes(tokenizer), "a.json"));
    }

    private static ObjectNode tiny() throws IOException {
        return (ObjectNode)
                JSON.readTree(Path.of("test/resources/tiny/gpt2/tokenizer.json").toFile());
    }

    private static String charsMap(int[] units, String texts) {
        byte[] utf8 = texts.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ByteBuffer table =
                ByteBuffer.allocate(4 + 4 * units.length + utf8.length).order(ByteOrder.LITTLE_ENDIAN);
        table.putInt(4 * units.length);
        table.asIntBuffer().put(units);
        table.position(4 + 4 * units.length).put(utf8);
        return Base64.getEncoder().encodeToString(table.array());
    }
}
