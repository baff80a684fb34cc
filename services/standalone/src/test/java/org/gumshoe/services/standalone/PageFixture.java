// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.gumshoe.services.standalone.TestStream.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.config.Settings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** Tests of the page in a browser, on tiny models and made-up books, through the embedded broker. */
abstract class PageFixture {
    @TempDir
    static Path dir;

    static Standalone system;
    static PageBrowser page;

    @BeforeAll
    static void openIt() throws Exception {
        assumeTrue(PageBrowser.isInstalled(), PageBrowser.MISSING);
        // random models agree on nothing, and a good refinement stays while the next one diverges
        Settings settings = TinyLoop.SETTINGS
                .with("steering.limit.reliability", "-2")
                .with("steering.limit.agreement", "-2")
                .with("steering.limit.deviations", "-100");
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
        page = PageBrowser.open(system.page());
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

    static void write() {
        page.click("button.primary");
        page.awaitThat(
                "document.querySelectorAll('.pane').length > 1"
                        + " && [...document.querySelectorAll('.pane footer')].every(foot => /tokens ·/.test(foot.textContent))");
    }

    static List<String> stories() {
        return page.driver.findElements(By.cssSelector(".pane .text")).stream()
                .map(WebElement::getText)
                .toList();
    }
}
