package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.cli.guest.DeviceWatch;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import io.github.hidbpf4j.live.bridge.Bridge;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A process that bridges a device: the product's command, or the C program that it is compared
 * with.
 */
final class ForwarderUnderTest implements AutoCloseable {
  private static final long LIMIT_MILLIS = 60_000;
  private static final String PHYS = "forwarder/input0";

  private final RunningCommand command;
  private final SystemHidDevice clone;

  private ForwarderUnderTest(RunningCommand command, SystemHidDevice clone) {
    this.command = command;
    this.clone = clone;
  }

  /**
   * Starts {@code hidbpf attach}, and waits until it has taken over.
   *
   * @param options options of the JVM
   */
  static ForwarderUnderTest bridge(SystemHidDevice device, Path object, List<String> options)
      throws IOException, InterruptedException {
    DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
    RunningCommand command =
        RunningCommand.start(
            options, "attach", "--quiet", "--mode", "bridge", object.toString(), device.id());
    command.awaitLine("the clone has taken over");
    return new ForwarderUnderTest(
        command, watch.appeared("the clone", d -> d.isClone(Bridge.PHYS_PREFIX), LIMIT_MILLIS));
  }

  /**
   * Starts the program in C, and waits until it has taken over.
   *
   * @param blocking whether it waits in read(2), not in poll(2)
   */
  static ForwarderUnderTest program(SystemHidDevice device, Path program, boolean blocking)
      throws IOException, InterruptedException {
    DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
    List<String> words = new ArrayList<>(List.of(program.toString()));
    if (blocking) {
      words.add("--blocking");
    }
    words.add(Objects.requireNonNull(device.hidraw()).toString());
    words.add(PHYS);
    device.eventNodes().forEach(node -> words.add(node.toString()));
    RunningCommand command = RunningCommand.program(words);
    command.awaitLine("running");
    return new ForwarderUnderTest(
        command, watch.appeared("the clone", d -> d.phys().equals(PHYS), LIMIT_MILLIS));
  }

  /** The clone, which applications read. */
  SystemHidDevice cloned() {
    return clone;
  }

  /** The kernel's statistics of the process. */
  ProcessFigures figures() throws IOException {
    return ProcessFigures.of(command.pid());
  }

  /** Ends it as Ctrl-C does; returns what it printed. */
  String end() throws InterruptedException {
    int _ = command.end(false);
    return command.output();
  }

  @Override
  public void close() {
    command.close();
  }
}
