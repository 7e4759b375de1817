package io.github.hidbpf4j.testing.html;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A headless Chromium, controlled by its DevTools protocol. One page at a time; what the page logs
 * and requests from the network is kept.
 */
final class Chromium implements Closeable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final int PATIENCE_SECONDS = 120;
  private static final Pattern ENDPOINT = Pattern.compile("ws://[^/]*:(\\d+)/\\S*");

  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final List<String> complaints = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private int number;

  /** The installed program; null if there is none. */
  static @Nullable Path installed() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  private Chromium(Process process, URI page) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(page, new Listener(messages))
            .join();
  }

  /** Messages may come in parts. */
  private static final class Listener implements WebSocket.Listener {
    private final BlockingQueue<String> messages;
    private final StringBuilder part = new StringBuilder();

    Listener(BlockingQueue<String> messages) {
      this.messages = messages;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        messages.add(part.toString());
        part.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  /** Starts a browser with an empty profile. */
  static Chromium start(Path program, Path profile) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "--window-size=1400,1000",
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      Chromium browser = new Chromium(process, page(port(process)));
      for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
        Object _ = browser.call(domain + ".enable", "{}");
      }
      Object _ = browser.call("Emulation.setFocusEmulationEnabled", "{\"enabled\":true}");
      return browser;
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static int port(Process process) throws IOException {
    // Left open: later output does not matter, but has to go somewhere.
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      Matcher endpoint = ENDPOINT.matcher(line);
      if (endpoint.find()) {
        Thread.ofVirtual().start(() -> drain(said));
        return Integer.parseInt(endpoint.group(1));
      }
    }
    throw new IOException("it ended before it could be talked to");
  }

  private static void drain(BufferedReader said) {
    try (said) {
      while (said.readLine() != null) {
        // thrown away
      }
    } catch (IOException _) {
      // it has ended
    }
  }

  private static URI page(int port) throws IOException, InterruptedException {
    HttpResponse<String> targets =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    Matcher page =
        Pattern.compile("\"webSocketDebuggerUrl\":\\s*\"(ws://[^\"]*/page/[^\"]*)\"")
            .matcher(targets.body());
    if (!page.find()) {
      throw new IOException("no page in " + targets.body());
    }
    return URI.create(page.group(1));
  }

  /** Calls a method; returns its result. */
  Object call(String method, String parameters) {
    int id = ++number;
    socket
        .sendText(
            "{\"id\":%d,\"method\":\"%s\",\"params\":%s}".formatted(id, method, parameters), true)
        .join();
    while (true) {
      Map<String, Object> message = next();
      if (message.get("id") instanceof Long got && got == id) {
        if (message.containsKey("error")) {
          throw new IllegalStateException(method + ": " + message.get("error"));
        }
        return ParsedJson.at(message, "result");
      }
      heard(message);
    }
  }

  private Map<String, Object> next() {
    try {
      String text = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (text == null) {
        throw new IllegalStateException("no answer within " + PATIENCE_SECONDS + " seconds");
      }
      return ParsedJson.object(text);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void heard(Map<String, Object> message) {
    switch (String.valueOf(message.get("method"))) {
      case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded" ->
          complaints.add(ParsedJson.at(message, "params").toString());
      case "Network.requestWillBeSent" ->
          requests.add((String) ParsedJson.at(message, "params", "request", "url"));
      default -> {}
    }
  }

  /**
   * Opens a page from a file and waits until it is drawn; fails at once if its scripts end before
   * that.
   */
  void open(Path file) {
    complaints.clear();
    requests.clear();
    Object _ = call("Page.navigate", "{\"url\":" + quoted(file.toUri().toString()) + "}");
    Object drawn =
        evaluate(
            """
            new Promise(done => {
              const look = () => document.readyState !== 'complete' ? setTimeout(look, 10)
                : !document.querySelector('footer') ? done(false)
                : requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
              look();
            })""");
    if (!Boolean.TRUE.equals(drawn)) {
      throw new IllegalStateException("the page did not draw itself: " + complaints());
    }
  }

  /** What the page logged, and errors in it. */
  List<String> complaints() {
    Object _ = evaluate("0");
    return List.copyOf(complaints);
  }

  /** Requests since the page was opened, including that for the page. */
  List<String> requests() {
    Object _ = evaluate("0");
    return List.copyOf(requests);
  }

  /** Evaluates an expression, awaiting promises; an error in it is thrown. */
  Object evaluate(String expression) {
    Object result =
        call(
            "Runtime.evaluate",
            "{\"expression\":%s,\"awaitPromise\":true,\"returnByValue\":true}"
                .formatted(quoted(expression)));
    Map<?, ?> map = (Map<?, ?>) result;
    if (map.containsKey("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + map.get("exceptionDetails"));
    }
    Map<?, ?> value = (Map<?, ?>) ParsedJson.at(result, "result");
    Object found = value.get("value");
    return found == null ? "" : found;
  }

  /** The text of the first element that a selector finds. */
  String text(String selector) {
    return (String) evaluate("document.querySelector(" + quoted(selector) + ").textContent");
  }

  /** How many elements a selector finds. */
  long count(String selector) {
    return (Long) evaluate("document.querySelectorAll(" + quoted(selector) + ").length");
  }

  /** Presses a key and waits until the page is drawn. */
  void press(String key) {
    String text = key.length() == 1 ? ",\"text\":" + quoted(key) : "";
    Object _ =
        call(
            "Input.dispatchKeyEvent",
            "{\"type\":\"keyDown\",\"key\":%s%s}".formatted(quoted(key), text));
    Object _ =
        call("Input.dispatchKeyEvent", "{\"type\":\"keyUp\",\"key\":%s}".formatted(quoted(key)));
    draw();
  }

  /** Waits until the page has drawn changes. */
  void draw() {
    Object _ =
        evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
  }

  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted.append(
          c >= ' ' && c < 0x7f && c != '"' && c != '\\' ? "" + c : "\\u%04x".formatted((int) c));
    }
    return quoted.append('"').toString();
  }

  @Override
  public void close() {
    // They write to the profile as well, and may outlive the browser.
    List<ProcessHandle> helpers = process.descendants().toList();
    try {
      socket.abort();
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        int _ = process.waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
    for (ProcessHandle helper : helpers) {
      boolean _ = helper.destroyForcibly();
      Object _ = helper.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
  }
}
