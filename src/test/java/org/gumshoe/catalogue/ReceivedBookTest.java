// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gumshoe.catalogue.UnexpectedContentException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceivedBookTest {
    private static final String STORY = "The inspector looked at the café door. ".repeat(80);

    @TempDir
    Path directory;

    private static byte[] zip(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("readme.md"));
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
        return bytes.toByteArray();
    }

    private byte[] check(byte[] bytes, BookFormat format, String charset) throws IOException {
        return ReceivedBook.check(Files.write(directory.resolve("part"), bytes), format, charset);
    }

    private String text(byte[] bytes, String charset) throws IOException {
        return new String(check(bytes, BookFormat.TXT, charset), StandardCharsets.UTF_8);
    }

    private Kind refused(String text, BookFormat format) {
        Kind[] kind = new Kind[1];
        assertThatThrownBy(() -> check(text.getBytes(StandardCharsets.UTF_8), format, null))
                .isInstanceOfSatisfying(UnexpectedContentException.class, e -> kind[0] = e.kind());
        return kind[0];
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8,,",
        "ISO-8859-1,,",
        "windows-1252,,ISO-8859-1",
        "windows-1252,ISO-8859-1,",
        "IBM850,CP-850,",
        "windows-1250,CP-1250,",
        "x-MacRoman,x-MacRoman,"
    })
    void aTextBecomesUtf8(String encoding, String header, String charset) throws IOException {
        String text = (header == null ? "" : "Character set encoding: " + header + "\r\n\r\n") + STORY;

        assertThat(text(text.getBytes(Charset.forName(encoding)), charset)).isEqualTo(text);
    }

    @Test
    void aTextComesOutOfItsZip() throws IOException {
        assertThat(text(zip("12345-8.TXT", STORY.getBytes(StandardCharsets.ISO_8859_1)), null))
                .isEqualTo(STORY);
        assertThatThrownBy(() -> text(zip("12345.pdf", new byte[10]), null)).hasMessageContaining("zip without a text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE html><html><title>Just a moment...</title></html>",
                "\uFEFF <!-- x --><HTML><body>Please solve this CAPTCHA</body></HTML>",
                "<?xml version='1.0'?><html><body>Are you a robot?</body></html>",
                "<head><script src='x/recaptcha.js'></script></head>",
                "<p>Access denied</p>",
                "Please prove that you are a human to go on."
            })
    void aPageThatAsksForAHumanIsABlock(String page) {
        assertThat(refused(page, BookFormat.TXT)).isEqualTo(Kind.BLOCK);
        assertThat(refused(page, BookFormat.HTML)).isEqualTo(Kind.BLOCK);
    }

    @Test
    void anotherPageIsNoBookEither() {
        String page = "<html><head><title>Not found</title></head><body>" + "There is no such file. ".repeat(2);

        assertThat(refused(page, BookFormat.TXT)).isEqualTo(Kind.PAGE);
        assertThat(refused(page, BookFormat.EPUB)).isEqualTo(Kind.PAGE);
        assertThat(refused(page, BookFormat.HTML)).isEqualTo(Kind.PAGE);
        assertThat(refused("<html><body><p>" + STORY + "</p></body></html>", BookFormat.TXT))
                .isEqualTo(Kind.PAGE);
    }

    @Test
    void aBookMaySpeakOfRobotsAndTags() throws IOException {
        String text = "<The robot> asked the human for a captcha. " + STORY;

        assertThat(text(text.getBytes(StandardCharsets.UTF_8), null)).isEqualTo(text);
        byte[] page =
                ("<html><body><p>A robot, a human. " + STORY + "</p></body></html>").getBytes(StandardCharsets.UTF_8);
        assertThat(check(page, BookFormat.HTML, null)).isEqualTo(page);
    }

    @Test
    void aTextWithoutItsEndMarkerIsCut() {
        String start = "*** START OF THE PROJECT GUTENBERG EBOOK THE LAMP ***\n\n" + STORY;

        assertThat(refused(start, BookFormat.TXT)).isEqualTo(Kind.DAMAGE);
        assertThat(refused("<html><body><p>" + start, BookFormat.HTML)).isEqualTo(Kind.DAMAGE);
        assertThat(catchNothing(start + "\n*** END OF THE PROJECT GUTENBERG EBOOK THE LAMP ***"))
                .isTrue();
        assertThat(catchNothing(start + "\nEnd of Project Gutenberg's The Lamp"))
                .isTrue();
    }

    private boolean catchNothing(String text) {
        try {
            return text(text.getBytes(StandardCharsets.UTF_8), null).equals(text);
        } catch (IOException | UnexpectedContentException e) {
            return false;
        }
    }

    @Test
    void anEpubIsAWholeZip() throws IOException {
        byte[] epub = zip("META-INF/container.xml", STORY.getBytes(StandardCharsets.UTF_8));

        assertThat(check(epub, BookFormat.EPUB, null)).isEqualTo(epub);
        assertThatThrownBy(() -> check(Arrays.copyOf(epub, epub.length / 2), BookFormat.EPUB, null))
                .isInstanceOfSatisfying(
                        UnexpectedContentException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0000\u0001\u0002"})
    void whatIsNoTextIsDamage(String text) {
        assertThat(refused(text, BookFormat.TXT)).isEqualTo(Kind.DAMAGE);
        assertThat(refused(text, BookFormat.EPUB)).isEqualTo(Kind.DAMAGE);
    }
}
