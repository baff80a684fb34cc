// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.gumshoe.text.words.Passages;
import org.gumshoe.text.words.Span;
import org.gumshoe.text.words.Words;
import org.junit.jupiter.api.Test;

/** Texts of other languages and scripts. */
class LanguageCasesTest {
    @Test
    void aChineseNovelInOneParagraphIsCutWhereSentencesEnd() {
        Random random = new Random(3);
        String signs = "门灯雾人声夜街书信手";
        StringBuilder novel = new StringBuilder();
        for (int i = 1; i <= 200_000; i++) {
            novel.append(signs.charAt(random.nextInt(signs.length()))).append(i % 25 == 0 ? "。" : "");
        }

        List<Span> passages = Passages.split(novel.toString(), 300);

        assertThat(passages.stream().map(Span::text).collect(Collectors.joining()))
                .isEqualTo(novel.toString());
        assertThat(passages).allSatisfy(passage -> {
            assertThat(passage.text()).endsWith("。").hasSizeBetween(300, 900);
            assertThat(passage.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(4000);
        });
    }

    @Test
    void aPassageIsBoundedInAnyScript() {
        for (String piece : List.of("门", "あ", "ก", "ក", "က", "x", "𠀀", "한", "ß")) {
            List<Span> passages = Passages.split(piece.repeat(400_000), 300);

            assertThat(passages)
                    .as(piece)
                    .allSatisfy(passage -> assertThat(passage.text().getBytes(StandardCharsets.UTF_8).length)
                            .isLessThan(500_000));
        }
    }

    @Test
    void sentencesOfJapaneseThaiAndHindiEndWhereTheyEnd() {
        assertThat(texts("門は開いた。「誰だ？」と彼は言った。「私だ。」夜が来た。", 4)).containsExactly("門は開いた。", "「誰だ？」と彼は言った。", "「私だ。」夜が来た。");
        assertThat(texts("ประตูเปิดออก เขาเดินเข้ามา แล้วปิดไฟ", 1))
                .containsExactly("ประตูเปิดออก", "เขาเดินเข้ามา", "แล้วปิดไฟ");
        assertThat(texts("दरवाज़ा खुला। वह अंदर आया। रात हुई।", 3)).hasSize(3);
    }

    @Test
    void stopWordsAreThoseOfTheLanguage() {
        assertThat(Words.tokens("Инспектор вошёл в дом, и он не увидел того, что было на столе; но улика была там."))
                .contains("инспектор", "вошёл", "дом", "улика", "столе")
                .doesNotContain("что", "было", "была", "того");
        assertThat(Words.tokens(
                        "Der Kommissar ging in das Haus und sah nicht, was auf dem Tisch war; aber die Spur war da."))
                .contains("kommissar", "haus", "tisch", "spur")
                .doesNotContain("der", "und", "nicht", "aber", "die");
        assertThat(Words.tokens(
                        "L’inspecteur entra dans la maison, et il ne vit pas ce qui était sur la table d’acajou."))
                .contains("inspecteur", "maison", "table", "acajou")
                .doesNotContain("dans", "était", "qui");
        assertThat(Words.tokens("Ο επιθεωρητής μπήκε στο σπίτι και δεν είδε το ίχνος που ήταν στο τραπέζι"))
                .contains("επιθεωρητής", "σπίτι", "ίχνος");
        assertThat(Words.tokens("The inspector went into the house, and did not see what lay upon the table."))
                .containsExactly("inspector", "house", "lay", "table");
        assertThat(Words.tokens("die gute Tür")).contains("die"); // too short to tell
    }

    @Test
    void wordsOfScriptsWithoutSpacesAreFound() {
        assertThat(Words.tokens("侦探寻找线索。")).contains("侦探", "线索");
        assertThat(Words.tokens("ตำรวจพบศพในบ้าน")).contains("ตำรวจ", "บ้าน");
    }

    @Test
    void germanNounsAreNoNames() {
        assertThat(Words.capitals("Da sah der Kommissar die Leiche, und er fand in der Nacht auch das Messer nicht."))
                .isEmpty();
        assertThat(Words.capitals("Тогда инспектор увидел, что это был Иванов, и он не мог ничего сказать.")
                        .get("иванов"))
                .containsExactly(1, 1);
    }

    private static List<String> texts(String text, int words) {
        return Passages.split(text, words).stream().map(Span::text).toList();
    }
}
