// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WindowType;

/** What the page makes of a stream that it has missed, of many tabs, and of links that were passed on. */
abstract class PageConnections extends PageFixture {
    private static final String LIVE = "/^Live/.test(document.querySelector('.state').textContent)";

    @Test
    void aStoryThatEndsBeforeItsIdIsKnownAppearsAllTheSame() {
        page.go("story?concept=crime&tokens=6&seed=11");
        page.js("""
                const send = window.fetch;
                window.fetch = async (url, options) => {
                  const answer = await send(url, options);
                  if (options?.method === 'POST') await new Promise(resolve => setTimeout(resolve, 3000));
                  return answer;
                };""");
        write();
        assertThat(stories()).hasSize(2);
    }

    @Test
    void theEighthTabIsLiveAndSoIsOneThatComesBack() {
        String first = page.driver.getWindowHandle();
        page.go("flow");
        for (int i = 0; i < 7; i++) {
            page.driver.switchTo().newWindow(WindowType.TAB);
            page.go("flow");
            page.awaitThat(LIVE);
        }
        page.driver.get("about:blank");
        page.driver.navigate().back();
        page.awaitThat(LIVE);
        for (String tab : List.copyOf(page.driver.getWindowHandles())) {
            if (!tab.equals(first)) {
                page.driver.switchTo().window(tab).close();
            }
        }
        page.driver.switchTo().window(first);
        page.awaitThat(LIVE);
    }

    @Test
    void aLinkThatIsPassedOnHoldsConceptVersionAndOrder() {
        page.go("concept");
        page.awaitThat("/concept=crime/.test(location.hash)");
        page.await(".scrubber h2");
        page.js("navigator.clipboard.writeText = async text => { window.copied = text; }");
        page.click(".share");
        page.awaitThat("window.copied");
        assertThat((String) page.js("return window.copied"))
                .contains("concept=crime", "order=title")
                .containsPattern("version=[1-9]");
    }

    @Test
    void storiesAreReopenedUnderTheVersionThatWroteThem() {
        page.go("story?concept=crime&tokens=5&seed=21");
        page.await(".scrubber");
        String newest = page.text(".scrubber h2");
        page.click(".scrubber button[aria-label='Version before']");
        page.awaitThat("document.querySelector('.scrubber h2').textContent !== `" + newest + "`");
        page.click("button.primary");
        page.await(".pane.steered");
        assertThat(page.text(".pane.steered header p"))
                .as("even while it waits")
                .contains("version ");
        String version = page.text(".scrubber h2");
        page.awaitThat("document.querySelectorAll('.pane .tok').length >= 10");

        page.go(page.driver.getCurrentUrl().replaceFirst(".*#/", "").replaceFirst("version=\\d+", ""));
        page.awaitThat("/version=\\d/.test(location.hash)");
        page.awaitThat("document.querySelector('.scrubber h2').textContent.startsWith(`"
                + version.replaceFirst(" of .*", "") + " `)");
    }

    @Test
    void aFormerVersionSaysWhosePassagesItShows() {
        page.go("concept?concept=crime");
        page.click(".scrubber button[aria-label='Version before']");
        page.awaitThat("/former scores of passages are not kept/.test(document.querySelector('#view').textContent)");
        page.go("concept?concept=nobody");
        assertThat(page.text(".trouble")).contains("There is no concept “nobody”");
    }
}
