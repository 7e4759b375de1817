package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.cli.guest.DeviceWatch;
import io.github.hidbpf4j.cli.guest.ForcedGenericDriver;
import io.github.hidbpf4j.cli.guest.UhidPlayer;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import io.github.hidbpf4j.live.kernel.KernelAttachment;
import java.io.IOException;
import java.util.List;

/**
 * {@code kernel-cycles RECORDING OBJECT N}: N times, alternating pinned and not pinned, attaches
 * the object to the recorded device and detaches it: no file, program, map, link, BTF or pin may be
 * left.
 */
final class KernelCyclesCommand implements GuestCommand {
  /** How many unrelated files may come and go: of the channel to the host, of classes. */
  private static final int SLACK = 4;

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    List<String> arguments = task.arguments();
    Recording recording = Recording.parse(arguments.getFirst(), task.file(arguments.getFirst()));
    BpfObject object = BpfObject.open(arguments.get(1), task.file(arguments.get(1)));
    int cycles = Integer.parseInt(arguments.get(2));
    RecordedDevice recorded = recording.devices().getFirst();
    HidDeviceInfo info = HidDeviceInfo.of(recorded);
    DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
    Libbpf libbpf = Libbpf.open();
    try (ForcedGenericDriver _ = new ForcedGenericDriver();
        UhidPlayer _ = UhidPlayer.open(info, recorded.descriptor(), null)) {
      SystemHidDevice device = KernelCommand.find(watch, info);
      // The first one also opens what libbpf keeps for itself.
      once(device.id(), object, libbpf, true);
      KernelState before = KernelState.settled(libbpf);
      int files = KernelState.openFiles();
      long began = System.nanoTime();
      for (int i = 0; i < cycles; i++) {
        once(device.id(), object, libbpf, i % 2 == 0);
      }
      double millis = (System.nanoTime() - began) / 1e6 / cycles;
      before.await(libbpf, cycles + " cycles");
      int after = KernelState.openFiles();
      ScenarioFailure.unless(
          after <= files + SLACK, "%d files were open, %d are".formatted(files, after));
      KernelCommand.requireNothingLeft(libbpf);
      task.print(
          "%d cycles, %.0f ms each; as before: %s, %d files"
              .formatted(cycles, millis, before.counts(), after));
    }
    return 0;
  }

  private static void once(String id, BpfObject object, Libbpf libbpf, boolean pinned) {
    try (KernelAttachment attached = KernelCommand.attach(id, object, libbpf, pinned)) {
      KernelCommand.requireSeen(libbpf, id, attached);
    }
  }
}
