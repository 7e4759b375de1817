package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.daemon.ControlClient;
import io.github.hidbpf4j.live.kernel.KernelAttachment;
import io.github.hidbpf4j.live.kernel.KernelException;
import io.github.hidbpf4j.live.kernel.KernelPins;
import io.github.hidbpf4j.live.kernel.KernelPins.Pinned;
import io.github.hidbpf4j.live.kernel.KernelSetup;
import io.github.hidbpf4j.live.recorder.Recorder;
import io.github.hidbpf4j.live.recorder.RecordingSource;
import io.github.hidbpf4j.time.Workers;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code hidbpf attach} where the kernel runs the programs. */
final class KernelAttach {
  private static final long LOOK_MILLIS = 200;

  /**
   * How long the kernel may take to recreate the device's nodes, and how often to look for them.
   */
  private static final long NODES_MILLIS = 3_000;

  private static final long NODES_STEP_MILLIS = 10;

  private final LiveHost machine;
  private final PrintWriter out;
  private final KernelView view;
  private final KernelPins pins;

  KernelAttach(LiveHost machine, PrintWriter out) {
    this.machine = machine;
    this.out = out;
    this.view = new KernelView(out);
    this.pins = new KernelPins(machine.files());
  }

  /**
   * Attaches fixes to a device.
   *
   * @param daemon folder of the daemon's socket
   * @param replace whether to detach first what the kernel has on it
   * @param quiet whether no events are shown
   */
  int run(LiveDevice device, KernelSetup setup, Path daemon, boolean replace, boolean quiet)
      throws IOException {
    clear(device, daemon, replace);
    KernelAttachment attachment =
        KernelAttachment.open(device, setup, Libbpf.open(), pins, machine.devices()::device);
    AtomicBoolean finished = new AtomicBoolean();
    CountDownLatch stopped = new CountDownLatch(1);
    // Both may end it: the device is probed again, which ends the view as well. The second one
    // waits.
    Object ending = new Object();
    Runnable finish =
        () -> {
          synchronized (ending) {
            if (!finished.getAndSet(true)) {
              attachment.close();
              view.ends(List.of());
            }
          }
        };
    IntSupplier atExit =
        () -> {
          stopped.countDown();
          finish.run();
          // A signal is the usual way to end the command.
          return Errors.FINE;
        };
    try (Closeable _ = Workers.exitingWith(atExit)) {
      LiveDevice now = awaitNodes(device.sysfsName(), stopped);
      view.attached(attachment, now);
      if (setup.pinned()) {
        finished.set(true);
        attachment.leave();
        view.ends(pins.of(device.sysfsName()).stream().map(Pinned::object).toList());
        return Errors.FINE;
      }
      show(device.sysfsName(), now, quiet, stopped);
      // While a signal handler still waits for it, so that its last line is printed.
      finish.run();
    } finally {
      finish.run();
    }
    return Errors.FINE;
  }

  private @Nullable LiveDevice now(String sysfsName) {
    return machine.devices().device(sysfsName).orElse(null);
  }

  /** Checks that the device has no fix yet, or removes it: two would both change its reports. */
  private void clear(LiveDevice device, Path daemon, boolean replace) throws IOException {
    List<Pinned> there = pins.of(device.sysfsName());
    if (there.isEmpty()) {
      return;
    }
    if (!replace) {
      throw new KernelException(
          "%s already has programs in the kernel: %s; --replace detaches them first"
              .formatted(
                  device,
                  there.stream()
                      .map(p -> "%s (by %s)".formatted(p.text(), p.owner().text()))
                      .collect(Collectors.joining(", "))));
    }
    if (ControlClient.isThere(daemon)) {
      String error = StatusReply.error(ControlClient.ask(daemon, "detach " + device.sysfsName()));
      if (!error.isEmpty()) {
        throw new KernelException(error);
      }
    }
    there.forEach(pins::remove);
  }

  /** Waits until the device has the nodes that belong to its descriptor; null if it has gone. */
  private @Nullable LiveDevice awaitNodes(String sysfsName, CountDownLatch stopped) {
    LiveDevice found = now(sysfsName);
    for (long waited = 0; waited < NODES_MILLIS && found != null; waited += NODES_STEP_MILLIS) {
      Path hidraw = found.hidraw();
      if (hidraw != null && Files.exists(hidraw)) {
        return found;
      }
      if (stopped.getCount() == 0 || !pause(stopped, NODES_STEP_MILLIS)) {
        return found;
      }
      found = now(sysfsName);
    }
    return found;
  }

  /** Waits for this long; false if interrupted. */
  private static boolean pause(CountDownLatch until, long millis) {
    try {
      boolean _ = until.await(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void show(
      String sysfsName, @Nullable LiveDevice now, boolean quiet, CountDownLatch stopped)
      throws IOException {
    if (now != null && now.hidraw() != null && !quiet) {
      view.watching();
      List<String> programs = List.of("hidbpf");
      try (Recorder recorder =
          Recorder.open(List.of(new RecordingSource(now, null, programs)), machine.nodes())) {
        Recorder.End _ = recorder.run(out, -1);
        out.flush();
      }
      return;
    }
    out.flush();
    while (stopped.getCount() > 0 && now(sysfsName) != null && pause(stopped, LOOK_MILLIS)) {
      // Nothing to do: the kernel runs the programs.
    }
  }
}
