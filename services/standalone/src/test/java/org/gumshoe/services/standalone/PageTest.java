// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.config.Settings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page in a browser, on tiny models and made-up books, through the embedded broker. */
class PageTest {
    private static final Path PICTURES = Path.of("target/page");

    @TempDir
    static Path dir;

    private static Standalone system;
    private static Optional<PageBrowser> opened = Optional.empty();
    private static PageBrowser page;

    @BeforeAll
    static void openIt() throws Exception {
        // found out before the system is started in vain
        opened = PageBrowser.open("");
        opened.ifPresent(PageBrowser::close);
        assumeTrue(
                opened.isPresent(),
                "Chromium and chromedriver are not installed, so the page was not opened:"
                        + " apt-get install chromium chromium-driver");
        Settings settings = TinyLoop.SETTINGS
                .with("steering.limit.reliability", "0.05")
                .with("steering.limit.agreement", "0.05")
                .with("steering.limit.deviations", "0");
        system = Standalone.start(dir.resolve("data"), settings);
        TinyLoop.announce(system.settings());
        TinyLoop.sendBooks(system.settings(), 0, 18);
        try (var view = new TinyLoop.View(system.settings())) {
            await("a refined vector has come", () -> refined(view).isPresent());
            TinyLoop.sendBooks(system.settings(), 18, TinyLoop.BOOKS);
            await(
                    "a second one has come",
                    () -> refined(view).filter(v -> v.getVersion() > 1).isPresent());
        }
        page = PageBrowser.open(system.page()).orElseThrow();
    }

    private static Optional<SteeringVector> refined(TinyLoop.View view) {
        return Optional.ofNullable(view.vectors.view().get("crime|strong|refined"));
    }

    @AfterAll
    static void closeIt() {
        if (page != null) {
            page.close();
        }
        if (system != null) {
            system.close();
        }
    }

    private static void write() {
        page.click("button.primary");
        page.awaitThat(
                "document.querySelectorAll('.pane').length > 1"
                        + " && [...document.querySelectorAll('.pane footer')].every(foot => /tokens ·/.test(foot.textContent))");
    }

    private static List<String> stories() {
        return page.driver.findElements(By.cssSelector(".pane .text")).stream()
                .map(WebElement::getText)
                .toList();
    }

    @Test
    void aStoryStreamsIntoBothPanesAndItsLinkReopensIt() {
        page.go("story?concept=crime&tokens=24&seed=5");
        write();
        List<String> written = stories();
        assertThat(written).hasSize(2).doesNotHaveDuplicates();
        assertThat(page.text(".pane.steered h2")).isEqualTo("Steered, refined");
        assertThat(page.driver.findElements(By.cssSelector(".tok[class*=' t'], .tok[class*=' c']")))
                .as("tokens with a tint")
                .isNotEmpty();

        String link = page.driver.getCurrentUrl();
        page.driver.get("about:blank");
        page.driver.get(link);
        page.awaitThat("document.querySelectorAll('.pane .tok').length > 40");
        assertThat(stories()).isEqualTo(written);
        assertThat(page.text(".told")).contains("can be written again to the letter");
    }

    @Test
    void theScrubberMovesTheStoryAndTheBasin() {
        page.go("story?concept=crime&tokens=12&seed=5");
        page.await(".scrubber input[type=range]");
        write();
        String newest = page.text(".scrubber h2");
        String facts = page.text(".at-version");
        String details = page.text(".pane.steered header p");

        page.click(".scrubber button[aria-label='Version before']");
        page.awaitThat("document.querySelector('.scrubber h2').textContent !== `" + newest + "`");
        page.awaitThat("document.querySelector('.pane.steered header p').textContent.trim() !== `" + details + "`"
                + " && /tokens ·/.test(document.querySelector('.pane.steered footer').textContent)");
        assertThat(page.text(".at-version")).isNotEqualTo(facts);
        assertThat(page.driver.getCurrentUrl()).contains("version=");
        assertThat(page.text(".cause")).startsWith("Because of");
    }

    @Test
    void aDroppedBookCrossesTheFlowAndABrokenOneIsRefusedInASentence() throws Exception {
        page.go("flow");
        Path broken = Files.writeString(dir.resolve("broken.epub"), "this is no archive");
        page.await("input[type=file]").sendKeys(broken.toAbsolutePath().toString());
        page.await(".drop ~ .trouble");
        assertThat(page.text(".drop ~ .trouble")).contains("broken.epub").doesNotContain(dir.toString(), "/tmp");

        page.await("input[type=file]").sendKeys(epub("dropped").toAbsolutePath().toString());
        page.awaitThat("/The Dropped Book/.test(document.querySelector('.journeys > li:first-child').textContent)");
        page.awaitThat(
                "document.querySelector('.journeys > li:first-child').querySelectorAll('.legs .done').length === 5");
        assertThat(page.text(".journeys > li:first-child")).contains("counted after");
    }

    private static Path epub(String name) throws IOException {
        Path file = dir.resolve(name + ".epub");
        String text = "<p>Then the murder and the letter were beside the inspector.</p>".repeat(30);
        Map<String, String> entries = Map.of(
                "META-INF/container.xml",
                "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
                        + "<rootfile full-path='book.opf'/></rootfiles></container>",
                "book.opf",
                "<package xmlns='http://www.idpf.org/2007/opf'><metadata xmlns:dc='http://purl.org/dc/elements/1.1/'>"
                        + "<dc:title>The Dropped Book</dc:title><dc:creator>Nobody</dc:creator></metadata><manifest>"
                        + "<item id='a' href='a.xhtml' media-type='application/xhtml+xml'/></manifest>"
                        + "<spine><itemref idref='a'/></spine></package>",
                "a.xhtml",
                "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title></head><body>" + text
                        + "</body></html>");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("mimetype"));
            zip.write("application/epub+zip".getBytes(StandardCharsets.US_ASCII));
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    @Test
    void aWithdrawnBookComesBack() {
        page.go("concept?concept=crime");
        page.await(".quote");
        assertThat(page.text(".quote")).contains("Then the");
        page.click("button[aria-label='Withdraw book01']");
        WebElement back = page.await("button[aria-label='Bring back book01']");
        page.awaitThat("/withdrawn/.test(document.querySelector('.told').textContent)");
        back.click();
        page.await("button[aria-label='Withdraw book01']");
    }

    @Test
    void theKeyboardAloneWritesAStoryAndGoesThroughItsTokens() {
        page.go("story?concept=crime&tokens=8");
        page.await("button.primary");
        press("focus on the button", "button.primary", Keys.ENTER);
        page.awaitThat("document.querySelectorAll('.pane .tok').length >= 16");
        press("focus on a text", ".pane.steered .text", Keys.ARROW_RIGHT);
        page.awaitThat("document.querySelector('.pane.steered .tok.here')");
        page.awaitThat("/log p/.test(document.querySelector('.pane.steered footer').textContent)");
    }

    /** Goes from one element to the next until the wanted one has the focus, then presses a key. */
    private static void press(String what, String css, Keys key) {
        for (int i = 0; i < 60; i++) {
            if ((Boolean) page.js("return document.activeElement.matches(arguments[0])", css)) {
                page.driver.switchTo().activeElement().sendKeys(key);
                return;
            }
            page.driver.switchTo().activeElement().sendKeys(Keys.TAB);
        }
        throw new AssertionError(what + " was not reached");
    }

    @Test
    void everyViewIsSoundInLightAndDarkAndNarrow() throws Exception {
        page.go("story?concept=crime&tokens=40");
        write();
        String story = page.driver.getCurrentUrl().replaceFirst(".*#/", "");
        for (boolean dark : List.of(false, true)) {
            page.dark(dark);
            for (String view : PageBrowser.VIEWS) {
                page.go(view.equals("story") ? story : view);
                page.await(".panel");
                Thread.sleep(1500);
                page.picture(PICTURES.resolve(view + (dark ? "-dark" : "-light") + ".png"), 1360);
                assertThat(page.violations()).as(view).isEmpty();
            }
        }
        page.dark(false);
        for (int width : List.of(360, 2560)) {
            for (String view : width == 360 ? PageBrowser.VIEWS : List.of("story", "flow")) {
                page.size(width, 900);
                page.go(view.equals("story") ? story : view);
                page.await(".panel");
                Thread.sleep(1000);
                page.picture(PICTURES.resolve(view + "-" + width + ".png"), width);
                assertThat((Long) page.js("return document.documentElement.scrollWidth"))
                        .as("width of %s", view)
                        .isLessThanOrEqualTo(width);
            }
        }
        page.size(1360, 900);
        assertThat(page.complaints()).isEmpty();
        assertThat(page.requests())
                .isNotEmpty()
                .allMatch(url -> url.startsWith(page.address()) || url.startsWith("about:"));
        var head = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(page.address())).build(), HttpResponse.BodyHandlers.ofString())
                .headers();
        assertThat(head.firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'self'")
                .doesNotContain("unsafe");
    }
}
