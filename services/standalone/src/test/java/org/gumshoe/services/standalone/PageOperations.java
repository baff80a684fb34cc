// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gumshoe.services.common.kafka.Topics;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** What is done on the page, and what it says to bad input at the place where that was made. */
abstract class PageOperations extends PageConnections {
    @Test
    void aDroppedBookCrossesTheFlowAndABrokenOneIsRefusedInASentence() throws Exception {
        page.go("flow");
        Path broken = Files.writeString(dir.resolve("broken.epub"), "this is no archive");
        page.await("input[type=file]").sendKeys(broken.toAbsolutePath().toString());
        page.await(".drop ~ .trouble");
        assertThat(page.text(".drop ~ .trouble")).contains("broken.epub").doesNotContain(dir.toString(), "/tmp");

        page.await("input[type=file]")
                .sendKeys(PageEpub.write(dir.resolve("dropped.epub"))
                        .toAbsolutePath()
                        .toString());
        page.awaitThat("/The Dropped Book/.test(document.querySelector('.journeys > li:first-child').textContent)");
        page.awaitThat(
                "document.querySelector('.journeys > li:first-child').querySelectorAll('.legs .done').length === 5");
        assertThat(page.text(".journeys > li:first-child")).contains("counted after");
        page.click(".drop ~ .trouble button");
        page.awaitThat("!document.querySelector('.drop ~ .trouble')");
        page.await("input[type=file]")
                .sendKeys(dir.resolve("dropped.epub").toAbsolutePath().toString());
        page.awaitThat(
                "/already here, nothing changed/.test(document.querySelector('.journeys > li:first-child').textContent)");
    }

    @Test
    void aWithdrawnBookIsSeenBeforeAndAfterAndComesBack() {
        page.go("concept?concept=crime");
        page.await(".quote");
        assertThat(page.text(".quote")).contains("Then the");
        String place = "return document.querySelector(\"button[aria-label$=' book02']\").getBoundingClientRect().top";
        page.await("button[aria-label='Withdraw book01']");
        page.js("document.querySelector(\"button[aria-label='Withdraw book01']\").scrollIntoView({block: 'center'})");
        Object before = page.js(place);
        page.click("button[aria-label='Withdraw book01']");
        page.awaitThat("/is withdrawn. A later version/.test(document.querySelector('.said')?.textContent)");
        assertThat(page.js(place)).as("place of the next row").isEqualTo(before);
        WebElement back = page.await("button[aria-label='Bring back book01']");
        page.awaitThat("[...document.querySelectorAll('.compare tr')].some(row =>"
                + " row.cells[0].textContent === 'books' && row.cells[3].textContent === '−1')");
        assertThat(page.driver.getCurrentUrl())
                .as("the link holds both versions")
                .contains("from=");
        back.click();
        page.await("button[aria-label='Withdraw book01']");
    }

    @Test
    void aTopicIsNamedRenamedAndLetGo() {
        page.go("topics?topic=1");
        page.click("button[value=use]");
        page.awaitThat("/Say what the topic is/.test(document.querySelector('.view-topics .trouble')?.textContent)");
        fill("input[name=name]", "zeal");
        page.click("button[value=use]");
        page.awaitThat("/“zeal” is pinned/.test(document.querySelector('.pin')?.textContent)");
        fill("input[name=name]", "zest");
        page.click("button[value=rename]");
        page.awaitThat("document.querySelectorAll('.pin').length === 1"
                + " && /“zest” is pinned/.test(document.querySelector('.pin').textContent)");
        page.click(".pin button");
        page.awaitThat("!document.querySelector('.pin')");

        page.go("concept?concept=zest");
        page.click(".seeds button[type=button]");
        page.awaitThat("/Really stop/.test(document.querySelector('.seeds button[type=button]').textContent)");
        page.click(".seeds button[type=button]");
        page.awaitThat("/no longer looked for/.test(document.querySelector('.seeds .said')?.textContent)");
        page.awaitThat("!document.querySelector('.seeds button[type=button]')");
        fill(".seeds input[name=name]", "nonsense");
        fill(".seeds input[name=seeds]", "qwertz");
        page.click(".seeds button");
        page.awaitThat("/None of these words/.test(document.querySelector('.seeds').textContent)");
        page.go("topics?concept=crime");
        page.awaitThat("/crime/.test(document.querySelector('.view-topics h2 .muted')?.textContent)");
    }

    private static void fill(String css, String text) {
        WebElement field = page.await(css);
        field.clear();
        field.sendKeys(text);
    }

    @Test
    void aDeadLetterIsSentAgain() {
        TestStream.sendCorrupt(system.settings(), Topics.BOOKS, "corrupt");
        page.go("flow");
        page.click("button[aria-label='Send books corrupt again']");
        page.awaitThat("/sent again at/.test(document.querySelector('.letters').textContent)");
        page.awaitThat("document.querySelectorAll('.letters button').length === 1");
        assertThat(page.text(".letters")).contains("ingest", "not in Avro");
    }

    @Test
    void anotherLayerTakesOverAndTheFormerOnesComeBack() {
        page.go("vectors");
        page.await(".models form");
        setLayers("9");
        assertThat(page.text(".models .trouble")).contains("some of 1 to 4");
        setLayers("three");
        page.awaitThat("/are no layers/.test(document.querySelector('.models .trouble').textContent)");
        setLayers("1, 1, 2");
        page.awaitThat("/names a layer twice/.test(document.querySelector('.models .trouble').textContent)");
        setLayers("3");
        page.await(".models .change progress");
        page.awaitThat(inForce("3"));
        setLayers("2, 3");
        page.awaitThat(inForce("2 3"));
        page.awaitThat("!document.querySelector('.models .change')");
    }

    private static void setLayers(String layers) {
        fill(".models input[name=layers]", layers);
        page.click(".models form button");
    }

    private static String inForce(String layers) {
        return "[...document.querySelectorAll('.models tbody tr')].some(row => row.cells[0].textContent === 'strong'"
                + " && row.cells[2].textContent === '" + layers
                + "' && row.cells[3].textContent === 'wanted, in force')";
    }

    @Test
    void aVectorIsSavedAsAFile() throws Exception {
        Path downloads = Files.createDirectories(dir.resolve("downloads"));
        page.driver.executeCdpCommand(
                "Browser.setDownloadBehavior",
                Map.of(
                        "behavior",
                        "allow",
                        "downloadPath",
                        downloads.toAbsolutePath().toString()));
        page.go("vectors?key=crime|strong|refined");
        for (WebElement button : page.driver.findElements(By.xpath("//button[starts-with(., 'Save as')]"))) {
            button.click();
        }
        for (String form : List.of(".npy", ".gguf", ".json")) {
            await("the vector is saved as " + form, () -> saved(downloads, form).isPresent());
        }
        assertThat(Files.readAllBytes(saved(downloads, ".npy").orElseThrow()))
                .startsWith(0x93, 'N', 'U', 'M', 'P', 'Y');
    }

    private static Optional<Path> saved(Path folder, String form) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(form)).findFirst();
        }
    }

    @Test
    void badInputIsAnsweredWhereItWasMade() {
        page.go("story?concept=crime&tokens=8&strength=1e9");
        page.click("button.primary");
        assertThat(page.text(".terms > .trouble[role=alert]:not(:empty)"))
                .contains("Strength must lie between -1000 and 1000.");
        page.go("story?concept=crime&tokens=8&strength=abc");
        page.click("button.primary");
        assertThat(page.text(".terms > .trouble[role=alert]:not(:empty)")).contains("Strength must be a number.");
        page.await("#prompt").clear();
        page.click("button.primary");
        page.awaitThat("/is empty/.test(document.querySelector('#opening-trouble').textContent)");
        assertThat(page.driver.findElements(By.cssSelector(".pane"))).isEmpty();

        page.go("story?concept=crime&version=999999");
        assertThat(page.text(".scrubber .trouble")).contains("999999 is compacted away");
        page.go("vectors?key=crime|strong|refined&from=999999&to=1");
        assertThat(page.text(".trouble")).contains("999999").contains("compacted away");
    }

    @Test
    void theFlowHasTheSizesOfStoresAndTheVersions() {
        page.go("flow");
        page.awaitThat("/keeps [\\d.]+ [kMG]B/.test(document.querySelector('.graph').textContent)");
        page.awaitThat("/topic-model v\\d+/.test(document.querySelector('.graph').textContent)");
        page.js("document.querySelectorAll('details').forEach(details => details.open = true)");
        assertThat(page.text("[aria-label='Sizes of stores']")).contains("ingest", "steering");
    }
}
