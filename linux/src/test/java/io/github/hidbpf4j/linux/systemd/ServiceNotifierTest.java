package io.github.hidbpf4j.linux.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.linux.call.MessageSocket;
import io.github.hidbpf4j.linux.call.SystemError;
import io.github.hidbpf4j.linux.call.TestFiles;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service sends to systemd, received by a socket in its place. */
class ServiceNotifierTest {
  @TempDir private Path folder;

  private static String received(MessageSocket socket) {
    int size = socket.receive();
    assertThat(size).isNotNegative();
    byte[] bytes = socket.message(size).toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static ServiceNotifier notifier(String name) {
    return ServiceNotifier.of(Map.of(ServiceNotifier.NOTIFY_SOCKET, name), 1);
  }

  private void tellsAll(String name) {
    try (MessageSocket manager = TestFiles.datagramsAt(name, 256);
        ServiceNotifier service = notifier(name)) {
      assertThat(service.isActive()).isTrue();
      assertThat(service.ready()).isZero();
      assertThat(received(manager)).isEqualTo("READY=1");
      assertThat(manager.senderUser()).isEqualTo(userId());
      assertThat(manager.senderPort()).as("no netlink").isEqualTo(MessageSocket.NOBODY);
      assertThat(service.alive()).isZero();
      assertThat(received(manager)).isEqualTo("WATCHDOG=1");
      assertThat(service.status("2 dévices\nREADY=0\r\u0007")).isZero();
      assertThat(received(manager)).isEqualTo("STATUS=2 dévices READY=0  ");
      assertThat(service.stopping()).isZero();
      assertThat(received(manager)).isEqualTo("STOPPING=1");
      assertThat(manager.receive()).isEqualTo(SystemError.EAGAIN.result());
    }
  }

  private static int userId() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void bySocketInTheFileSystem() {
    tellsAll(folder.resolve("notify").toString());
  }

  @Test
  void byAbstractName() {
    tellsAll("@hidbpf4j-test-" + ProcessHandle.current().pid());
  }

  @Test
  void aManagerThatIsNotThereIsAnError() throws Exception {
    try (ServiceNotifier nowhere = notifier(folder.resolve("none").toString())) {
      assertThat(nowhere.ready()).isEqualTo(SystemError.ENOENT.result());
    }
    String dead = folder.resolve("dead").toString();
    TestFiles.datagramsAt(dead, 1).close();
    try (ServiceNotifier service = notifier(dead)) {
      assertThat(service.ready()).isEqualTo(SystemError.ECONNREFUSED.result());
    }
    try (ServiceNotifier service = notifier("/" + "x".repeat(200))) {
      assertThat(service.ready()).isEqualTo(SystemError.ENAMETOOLONG.result());
    }
    ServiceNotifier closed = notifier(dead);
    closed.close();
    assertThat(closed.ready()).isEqualTo(SystemError.EBADF.result());
  }

  /** A manager that does not read does not block the service. */
  @Test
  void neverBlocks() {
    String name = folder.resolve("full").toString();
    try (MessageSocket manager = TestFiles.datagramsAt(name, 256);
        ServiceNotifier service = notifier(name)) {
      int result = 0;
      for (int i = 0; i < 100_000 && result == 0; i++) {
        result = service.alive();
      }
      assertThat(result).isEqualTo(SystemError.EAGAIN.result());
      assertThat(received(manager)).isEqualTo("WATCHDOG=1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "@", "/", "relative", "vsock:2:1234"})
  void withoutASocketNothingIsTold(String name) {
    try (ServiceNotifier service = notifier(name)) {
      assertThat(service.isActive()).isFalse();
      assertThat(service.ready()).isZero();
    }
    try (ServiceNotifier service = ServiceNotifier.of(Map.of(), 1)) {
      assertThat(service.isActive()).isFalse();
    }
  }

  @ParameterizedTest(name = "WATCHDOG_USEC={0} WATCHDOG_PID={1}")
  @CsvSource({
    "3000000, 7, 3000",
    "3000000, '', 3000",
    "3000000, 8, -1",
    "0, 7, -1",
    "-5, 7, -1",
    "nonsense, 7, -1",
    "99999999999999999999, 7, -1",
    "'', '', -1",
  })
  void readsTheWatchdog(String usec, String pid, long millis) {
    Map<String, String> environment =
        Map.of(ServiceNotifier.WATCHDOG_USEC, usec, ServiceNotifier.WATCHDOG_PID, pid);
    try (ServiceNotifier service = ServiceNotifier.of(environment, 7)) {
      assertThat(service.watchdog().map(Duration::toMillis).orElse(-1L)).isEqualTo(millis);
    }
  }
}
