package io.github.hidbpf4j.linux.uevent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.hidbpf4j.linux.call.SystemCallException;
import io.github.hidbpf4j.linux.uevent.UeventSocket.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class UeventSocketTest {
  private static UeventSocket open(Source source) {
    try {
      return UeventSocket.open(source);
    } catch (SystemCallException e) {
      return abort("no uevents here: " + e.getMessage());
    }
  }

  @ParameterizedTest(name = "{0}, port {1}, user {2}")
  @CsvSource({
    "KERNEL, 0, 0, true",
    "KERNEL, 77, 0, false",
    "KERNEL, 0, 1000, false",
    "KERNEL, 0, -1, false",
    "UDEV, 77, 0, true",
    "UDEV, 77, 1000, false",
    "UDEV, 77, -1, false",
    "UDEV, -1, 0, false",
  })
  void believesTheKernelAndRoot(Source source, int port, int user, boolean trusted) {
    assertThat(UeventSocket.isTrusted(source, port, user)).isEqualTo(trusted);
  }

  @Test
  void closingEndsAWait() throws Exception {
    UeventSocket socket = open(Source.UDEV);
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<Boolean> wait =
          threads.submit(
              () -> {
                boolean open;
                do {
                  open = socket.await(-1);
                } while (open);
                return open;
              });
      socket.wake();
      socket.close();
      assertThat(wait.get()).isFalse();
    }
    assertThat(socket.next()).isNull();
    assertThat(socket.hasLost()).isFalse();
  }

  /** The kernel tells of a device again when its uevent attribute is written; only root may. */
  @Test
  void hearsTheKernel() throws IOException {
    Path attribute = Path.of("/sys/devices/virtual/mem/null/uevent");
    if (!Files.isWritable(attribute)) {
      abort("cannot write " + attribute + ": needs root");
    }
    try (UeventSocket socket = open(Source.KERNEL)) {
      try {
        Files.writeString(attribute, "change");
      } catch (IOException e) {
        abort("cannot write " + attribute + ": " + e.getMessage());
      }
      if (!socket.await(2000)) {
        throw new AssertionError("closed by nobody");
      }
      Uevent event = socket.next();
      if (event == null) {
        abort("this network namespace hears no uevents");
      }
      while (event != null && !event.devpath().equals("/devices/virtual/mem/null")) {
        event = socket.next();
      }
      assertThat(event).isNotNull();
      assertThat(event.action()).isEqualTo("change");
      assertThat(event.subsystem()).isEqualTo("mem");
      assertThat(event.properties()).containsEntry("DEVNAME", "null");
    }
  }
}
