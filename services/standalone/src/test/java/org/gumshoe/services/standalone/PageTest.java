// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** The page's views in a browser: what they show, how they look, and that a link or a keyboard is enough. */
class PageTest extends PageOperations {
    private static final Path PICTURES = Path.of("target/page");

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
    void theKeyboardAloneWritesAStoryAndGoesThroughItsTokens() {
        page.go("story?concept=crime&tokens=8");
        page.await("button.primary");
        press("focus on the button", "button.primary", Keys.ENTER);
        page.awaitThat("document.querySelectorAll('.pane .tok').length >= 16");
        press("focus on a text", ".pane.steered .text", Keys.ARROW_RIGHT);
        page.awaitThat("document.querySelector('.pane.steered .tok.here')");
        page.awaitThat("/log p/.test(document.querySelector('.pane.steered footer').textContent)");
    }

    @Test
    void theKeyboardAloneReachesEverything() {
        for (String view : PageBrowser.VIEWS) {
            page.go(view + "?concept=crime");
            page.await(".panel");
            long controls = (Long) page.js("""
                    window.unreached = new Set([...document.querySelectorAll(
                        'a[href], button, input, select, textarea, summary, [tabindex="0"]')]
                        .filter(each => !each.disabled && each.checkVisibility()));
                    addEventListener('focusin', event => window.unreached.delete(event.target));
                    return window.unreached.size""");
            assertThat(controls).as(view).isGreaterThan(10);
            for (int i = 0; i < 3 * controls && unreached() > 0; i += 20) {
                new Actions(page.driver)
                        .sendKeys(Keys.TAB.toString().repeat(20))
                        .perform();
            }
            assertThat((String) page.js("return [...window.unreached].filter(each => each.isConnected)"
                            + ".map(each => each.outerHTML.slice(0, 150)).join(' | ')"))
                    .as(view)
                    .isEmpty();
        }
    }

    private static long unreached() {
        return (Long) page.js("return [...window.unreached].filter(each => each.isConnected).length");
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
        assertThat(page.complaints())
                .as("what other tests heard: refusals of bad input")
                .allMatch(complaint -> complaint.contains("the server responded with a status of 4"));
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
        for (int width : List.of(360, 1280, 2560)) {
            for (String view : PageBrowser.VIEWS) {
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
