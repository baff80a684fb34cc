// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Runner;
import org.gumshoe.services.gateway.GatewayService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** The page in a browser, of a gateway that wants a token and whose broker goes away and comes back. */
class PageAwayTest {
    @TempDir
    private Path dir;

    @Test
    void aTokenIsAskedForOnceAndABrokerThatIsAwayIsTold() throws Exception {
        assumeTrue(PageBrowser.isInstalled(), PageBrowser.MISSING);
        EmbeddedBroker broker = new EmbeddedBroker(dir.resolve("broker"), 0);
        Settings settings = new Settings(Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "port", "0",
                "gateway.port", "0",
                "gateway.token", "sesame"));
        try (var metrics = new ProcessMetrics()) {
            GatewayService gateway = (GatewayService) GatewayService.create(settings, metrics);
            try (var running = Runner.start(settings, List.of(gateway), metrics);
                    var page = PageBrowser.open("http://localhost:" + gateway.port() + "/")) {
                theTokenIsAskedForOnce(page);

                broker.close();
                page.awaitThat("/Kafka has not answered since/.test(document.querySelector('.away')?.textContent)");
                drop(page, "while-away.epub");
                page.awaitThat("/nothing was sent/.test(document.querySelector('.drop ~ .trouble')?.textContent)");

                int port = Integer.parseInt(broker.bootstrapServers().replaceFirst(".*:", ""));
                broker = new EmbeddedBroker(dir.resolve("broker"), port);
                page.awaitThat("!document.querySelector('.away')");
                drop(page, "afterwards.epub");
                page.awaitThat("/1 book/.test(document.querySelector('.state').textContent)");
                page.awaitThat("/The Dropped Book/.test(document.querySelector('.journeys')?.textContent)");
                assertThat(running.services()).noneMatch(service -> service.failed());
            }
        } finally {
            broker.close();
        }
    }

    private static void theTokenIsAskedForOnce(PageBrowser page) {
        page.go("flow");
        assertThat(page.text("h1")).contains("asks for its token");
        page.await("input[name=token]").sendKeys("open", Keys.ENTER);
        page.awaitThat("/not its token/.test(document.querySelector('.token .trouble')?.textContent)");
        page.await("input[name=token]").sendKeys("sesame", Keys.ENTER);
        page.await(".drop");
        page.driver.navigate().refresh();
        page.await(".drop");
        assertThat(page.driver.findElements(By.name("token"))).isEmpty();
    }

    private void drop(PageBrowser page, String name) throws Exception {
        page.await("input[type=file]")
                .sendKeys(PageEpub.write(dir.resolve(name)).toAbsolutePath().toString());
    }
}
