package io.github.hidbpf4j.guest.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.guest.GuestException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** QEMU's monitor, with a fake at the other end. */
class MonitorSocketTest {
  private static final String GREETING = "{\"QMP\": {\"version\": {}}}";
  private static final String DONE = "{\"return\": {}}";
  private static final String PLUG = "{\"execute\":\"device_add\"}";

  @TempDir Path folder;

  private final ExecutorService threads = Executors.newSingleThreadExecutor();
  private Path path;
  private ServerSocketChannel server;

  @BeforeEach
  void listen() throws IOException {
    path = folder.resolve("qmp");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
  }

  @AfterEach
  void end() throws IOException {
    threads.close();
    server.close();
  }

  /**
   * Sends a greeting, and answers each command with the next text.
   *
   * @return what was received until the end of the connection
   */
  private Future<List<String>> answer(String greeting, String... answers) {
    return threads.submit(
        () -> {
          List<String> came = new ArrayList<>();
          try (SocketChannel connection = server.accept();
              BufferedReader lines =
                  new BufferedReader(Channels.newReader(connection, StandardCharsets.UTF_8))) {
            write(connection, greeting);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
              if (came.size() < answers.length) {
                write(connection, answers[came.size()]);
              }
              came.add(line);
            }
          }
          return came;
        });
  }

  private static void write(SocketChannel connection, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      connection.write(bytes);
    }
  }

  @Test
  void eventsBeforeAnAnswerArePassedOver() throws Exception {
    Future<List<String>> came =
        answer(
            GREETING,
            DONE,
            "{\"timestamp\": {}, \"event\": \"RTC_CHANGE\"}\n"
                + "{\"timestamp\": {}, \"event\": \"DEVICE_ADDED\"}\n"
                + DONE);
    try (MonitorSocket monitor = MonitorSocket.connect(path)) {
      assertThat(monitor.execute(PLUG)).isEqualTo(DONE);
    }
    assertThat(came.get()).containsExactly("{\"execute\":\"qmp_capabilities\"}", PLUG);
  }

  @Test
  void whatQemuRefusesIsSaid() throws Exception {
    String refusal = "{\"error\": {\"desc\": \"no \\\"event\\\": bus\"}}";
    Future<List<String>> came = answer(GREETING, DONE, refusal);
    try (MonitorSocket monitor = MonitorSocket.connect(path)) {
      assertThatThrownBy(() -> monitor.execute(PLUG))
          .isInstanceOf(GuestException.class)
          .hasMessage("QEMU's monitor: %s: %s", PLUG, refusal);
    }
    assertThat(came.get()).hasSize(2);
  }

  /** The end of the stream shows that the connection was closed. */
  @Test
  void whoDoesNotGreetIsNoMonitor() throws Exception {
    Future<List<String>> came = answer("SSH-2.0");
    assertThatThrownBy(() -> MonitorSocket.connect(path))
        .isInstanceOf(GuestException.class)
        .hasMessage(path + ": QEMU's monitor: no QMP greeting");
    assertThat(came.get()).isEmpty();
  }

  @Test
  void aRefusalAtOnceClosesTheConnectionToo() throws Exception {
    Future<List<String>> came = answer(GREETING, "{\"error\": {}}");
    assertThatThrownBy(() -> MonitorSocket.connect(path)).isInstanceOf(GuestException.class);
    assertThat(came.get()).hasSize(1);
  }
}
