// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text.words;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.bg.BulgarianAnalyzer;
import org.apache.lucene.analysis.bn.BengaliAnalyzer;
import org.apache.lucene.analysis.ca.CatalanAnalyzer;
import org.apache.lucene.analysis.ckb.SoraniAnalyzer;
import org.apache.lucene.analysis.cz.CzechAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.el.GreekAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.et.EstonianAnalyzer;
import org.apache.lucene.analysis.eu.BasqueAnalyzer;
import org.apache.lucene.analysis.fa.PersianAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ga.IrishAnalyzer;
import org.apache.lucene.analysis.gl.GalicianAnalyzer;
import org.apache.lucene.analysis.hi.HindiAnalyzer;
import org.apache.lucene.analysis.hu.HungarianAnalyzer;
import org.apache.lucene.analysis.hy.ArmenianAnalyzer;
import org.apache.lucene.analysis.id.IndonesianAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.lt.LithuanianAnalyzer;
import org.apache.lucene.analysis.lv.LatvianAnalyzer;
import org.apache.lucene.analysis.ne.NepaliAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ro.RomanianAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.sr.SerbianAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.ta.TamilAnalyzer;
import org.apache.lucene.analysis.te.TeluguAnalyzer;
import org.apache.lucene.analysis.th.ThaiAnalyzer;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;
import smile.nlp.dictionary.EnglishStopWords;

/**
 * The stop words of a text's language. Smile has those of English, Lucene those of the others. A text
 * is in the language whose stop words it has most of: they are a third of any prose.
 *
 * @param language two letters (ISO 639-1), three where there are no two
 */
record StopWords(String language, Set<String> words) {
    private static final Set<String> MORE_ENGLISH = Set.of(
            "will",
            "shan",
            "hath",
            "hast",
            "doth",
            "thee",
            "thy",
            "thine",
            "ain",
            "ere",
            "mustn",
            "needn",
            "yourselves",
            "isn",
            "aren",
            "wasn",
            "weren",
            "didn",
            "doesn",
            "don",
            "hadn",
            "hasn",
            "haven",
            "couldn",
            "wouldn",
            "shouldn",
            "won",
            "can",
            "upon",
            "mister");

    /** Another language is recognised by this many times as many stop words as English has there. */
    private static final double MIN_ADVANTAGE = 1.5;

    private static final double MIN_SHARE = 0.1;
    private static final int MIN_FOUND = 3;

    private static final List<StopWords> LANGUAGES = List.of(
            new StopWords("en", english()),
            of("ar", ArabicAnalyzer::getDefaultStopSet),
            of("bg", BulgarianAnalyzer::getDefaultStopSet),
            of("bn", BengaliAnalyzer::getDefaultStopSet),
            of("ca", CatalanAnalyzer::getDefaultStopSet),
            of("ckb", SoraniAnalyzer::getDefaultStopSet),
            of("cs", CzechAnalyzer::getDefaultStopSet),
            of("da", DanishAnalyzer::getDefaultStopSet),
            of("de", GermanAnalyzer::getDefaultStopSet),
            of("el", GreekAnalyzer::getDefaultStopSet),
            of("es", SpanishAnalyzer::getDefaultStopSet),
            of("et", EstonianAnalyzer::getDefaultStopSet),
            of("eu", BasqueAnalyzer::getDefaultStopSet),
            of("fa", PersianAnalyzer::getDefaultStopSet),
            of("fi", FinnishAnalyzer::getDefaultStopSet),
            of("fr", FrenchAnalyzer::getDefaultStopSet),
            of("ga", IrishAnalyzer::getDefaultStopSet),
            of("gl", GalicianAnalyzer::getDefaultStopSet),
            of("hi", HindiAnalyzer::getDefaultStopSet),
            of("hu", HungarianAnalyzer::getDefaultStopSet),
            of("hy", ArmenianAnalyzer::getDefaultStopSet),
            of("id", IndonesianAnalyzer::getDefaultStopSet),
            of("it", ItalianAnalyzer::getDefaultStopSet),
            of("lt", LithuanianAnalyzer::getDefaultStopSet),
            of("lv", LatvianAnalyzer::getDefaultStopSet),
            of("ne", NepaliAnalyzer::getDefaultStopSet),
            of("nl", DutchAnalyzer::getDefaultStopSet),
            of("no", NorwegianAnalyzer::getDefaultStopSet),
            of("pt", PortugueseAnalyzer::getDefaultStopSet),
            of("ro", RomanianAnalyzer::getDefaultStopSet),
            of("ru", RussianAnalyzer::getDefaultStopSet),
            of("sr", SerbianAnalyzer::getDefaultStopSet),
            of("sv", SwedishAnalyzer::getDefaultStopSet),
            of("ta", TamilAnalyzer::getDefaultStopSet),
            of("te", TeluguAnalyzer::getDefaultStopSet),
            of("th", ThaiAnalyzer::getDefaultStopSet),
            of("tr", TurkishAnalyzer::getDefaultStopSet));

    /** By word, the languages of which it is a stop word, as bits in the order of the list. */
    private static final Map<String, Long> OWNERS = owners();

    private static final StopWords ENGLISH = LANGUAGES.getFirst();

    /** Returns the stop words of the language of some words in lower case; English if in doubt. */
    static StopWords of(Collection<String> words) {
        int[] counts = new int[LANGUAGES.size()];
        for (String word : words) {
            for (long owners = OWNERS.getOrDefault(word, 0L); owners != 0; owners &= owners - 1) {
                counts[Long.numberOfTrailingZeros(owners)]++;
            }
        }
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            best = counts[i] > counts[best] ? i : best;
        }
        boolean isOther = counts[best] >= MIN_FOUND
                && counts[best] >= MIN_SHARE * words.size()
                && counts[best] > MIN_ADVANTAGE * counts[0];
        return isOther ? LANGUAGES.get(best) : ENGLISH;
    }

    boolean isEnglish() {
        return language.equals("en");
    }

    boolean contains(String word) {
        return words.contains(word);
    }

    private static Set<String> english() {
        List<String> words = new ArrayList<>(MORE_ENGLISH);
        EnglishStopWords.COMPREHENSIVE.iterator().forEachRemaining(words::add);
        return Set.copyOf(words);
    }

    private static StopWords of(String language, Supplier<CharArraySet> set) {
        List<String> words = new ArrayList<>();
        for (Object word : set.get()) {
            words.add(new String((char[]) word).toLowerCase(Locale.ROOT));
        }
        return new StopWords(language, Set.copyOf(words));
    }

    private static Map<String, Long> owners() {
        Map<String, Long> owners = new HashMap<>();
        for (int i = 0; i < LANGUAGES.size(); i++) {
            long bit = 1L << i;
            LANGUAGES.get(i).words.forEach(word -> owners.merge(word, bit, (a, b) -> a | b));
        }
        return owners;
    }
}
