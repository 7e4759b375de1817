package io.github.hidbpf4j.linux.uevent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.hidbpf4j.linux.call.SystemCallException;
import io.github.hidbpf4j.linux.call.SystemError;
import io.github.hidbpf4j.linux.call.TestFiles;
import io.github.hidbpf4j.linux.uevent.UeventSocket.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
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

  // The kernel reports a device again when its uevent attribute is written, which only root may do.

  private static final Path ATTRIBUTE = Path.of("/sys/devices/virtual/mem/null/uevent");
  private static final String DEVPATH = "/devices/virtual/mem/null";

  private static void makeEvent() {
    try {
      Files.writeString(ATTRIBUTE, "change");
    } catch (IOException e) {
      abort("cannot write " + ATTRIBUTE + " (needs root): " + e.getMessage());
    }
  }

  /** The next event of that device; other devices may have events, too. */
  private static Uevent nextEvent(UeventSocket socket) {
    while (true) {
      Uevent event = socket.next();
      if (event != null && event.devpath().equals(DEVPATH)) {
        return event;
      }
      if (event == null) {
        socket.await(1000);
        event = socket.next();
        if (event == null) {
          return abort("this network namespace hears no uevents of the kernel");
        }
      }
    }
  }

  @Test
  void hearsTheKernel() {
    try (UeventSocket socket = open(Source.KERNEL)) {
      makeEvent();
      Uevent event = nextEvent(socket);
      assertThat(event.action()).isEqualTo("change");
      assertThat(event.subsystem()).isEqualTo("mem");
      assertThat(event.properties()).containsEntry("DEVNAME", "null");
      assertThat(socket.hasLost()).isFalse();
    }
  }

  /** More events than there is room for: the loss is reported once, and new ones arrive. */
  @Test
  void tellsThatEventsWereLost() {
    try (UeventSocket socket = open(Source.KERNEL)) {
      makeEvent();
      assertThat(nextEvent(socket)).isNotNull();
      for (int i = 0; i < 8000; i++) {
        makeEvent();
      }
      int read = 0;
      while (socket.next() != null) {
        read++;
      }
      assertThat(read).isBetween(1, 7999);
      assertThat(socket.hasLost()).isTrue();
      assertThat(socket.hasLost()).isFalse();
      makeEvent();
      assertThat(nextEvent(socket)).isNotNull();
    }
  }

  /** A process other than the kernel sends to the kernel's group, which root may. */
  @Test
  void doesNotBelieveAForger() {
    if (Files.exists(Path.of("/run/udev/control"))) {
      abort("a udev is at work here, which is not to be disturbed");
    }
    try (UeventSocket kernel = open(Source.KERNEL);
        UeventSocket udev = open(Source.UDEV)) {
      String text = "add@/devices/x\0ACTION=add\0DEVPATH=/devices/x\0SUBSYSTEM=hid\0";
      for (int group = 1; group <= 2; group++) {
        int sent = TestFiles.sendUevent(group, text.getBytes(StandardCharsets.UTF_8));
        if (sent < 0) {
          abort("cannot send uevents (needs root): " + SystemError.text(sent));
        }
      }
      Uevent believed = Objects.requireNonNull(udev.next(), "root speaks as udev");
      assertThat(believed.devpath()).isEqualTo("/devices/x");
      for (Uevent event = kernel.next(); event != null; event = kernel.next()) {
        assertThat(event.devpath()).isNotEqualTo("/devices/x");
      }
    }
  }
}
