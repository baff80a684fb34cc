// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Headless Chromium on the page, as far as one is installed. */
final class PageBrowser implements AutoCloseable {
    static final List<String> VIEWS = List.of("story", "concept", "topics", "flow", "vectors");
    static final String MISSING = "Chromium and chromedriver are not installed, so the page was not opened:"
            + " apt-get install chromium chromium-driver";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final ObjectMapper JSON = new ObjectMapper();

    final ChromeDriver driver;
    private final String address;
    private final List<String> requests = new ArrayList<>();

    private PageBrowser(Path chromium, Path chromeDriver, String address) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions()
                .addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
                .setBinary(chromium.toFile());
        options.setCapability("goog:loggingPrefs", logs);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(chromeDriver.toFile())
                        .build(),
                options);
        this.address = address;
        size(1360, 900);
    }

    static boolean isInstalled() {
        return chromium().isPresent() && installed("chromedriver").isPresent();
    }

    private static Optional<Path> chromium() {
        return installed("chromium", "google-chrome");
    }

    /** Opens a browser, which must be installed. */
    static PageBrowser open(String address) {
        return new PageBrowser(
                chromium().orElseThrow(), installed("chromedriver").orElseThrow(), address);
    }

    private static Optional<Path> installed(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin")
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Opens a view in a document of its own. */
    void go(String link) {
        driver.get("about:blank");
        driver.get(address + "#/" + link);
        await("h1");
    }

    /** Sets how long a script may take. */
    void patience(int seconds) {
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(seconds));
    }

    WebElement await(String css) {
        return new WebDriverWait(driver, PATIENCE)
                .until(d ->
                        d.findElements(By.cssSelector(css)).stream().findFirst().orElse(null));
    }

    /** Waits until an expression in JavaScript holds. */
    void awaitThat(String expression) {
        new WebDriverWait(driver, PATIENCE)
                .withMessage(expression + " in " + driver.getCurrentUrl())
                .until(d -> (Boolean) js("return Boolean(" + expression + ")"));
    }

    void click(String css) {
        await(css).click();
    }

    String text(String css) {
        return await(css).getText();
    }

    Object js(String script, Object... arguments) {
        return ((JavascriptExecutor) driver).executeScript(script, arguments);
    }

    void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    void dark(boolean isDark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
    }

    /** Writes a picture of the whole view. */
    void picture(Path file, int width) throws IOException {
        long height = Math.min(4000, (Long) js("return document.documentElement.scrollHeight"));
        size(width, (int) height);
        Files.createDirectories(file.getParent());
        Map<String, Object> shot = driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png"));
        Files.write(file, Base64.getDecoder().decode((String) shot.get("data")));
        size(width, 900);
    }

    /** Violations that axe-core finds in what is shown, with everything unfolded. */
    @SuppressWarnings("unchecked")
    List<String> violations() throws IOException {
        js("document.querySelectorAll('details').forEach(details => details.open = true)");
        try (InputStream axe = PageBrowser.class.getResourceAsStream("/axe.min.js")) {
            js(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        return (List<String>) driver.executeAsyncScript(
                "const done = arguments[arguments.length - 1]; axe.run().then(found => done(found.violations.map("
                        + "v => `${v.id}: ${v.nodes[0].html.slice(0, 200)}`)))");
    }

    /** What the console has said since the last call, warnings and errors. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Addresses of all requests so far. */
    List<String> requests() throws IOException {
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE).getAll()) {
            JsonNode message = JSON.readTree(entry.getMessage()).path("message");
            if (message.path("method").asText().equals("Network.requestWillBeSent")) {
                requests.add(message.at("/params/request/url").asText());
            }
        }
        return requests;
    }

    String address() {
        return address;
    }

    @Override
    public void close() {
        driver.quit();
    }
}
