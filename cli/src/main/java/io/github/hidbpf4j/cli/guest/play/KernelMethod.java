package io.github.hidbpf4j.cli.guest.play;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.cli.guest.DeviceWatch;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.device.LiveDevices;
import io.github.hidbpf4j.live.kernel.KernelAttachment;
import io.github.hidbpf4j.live.kernel.KernelException;
import io.github.hidbpf4j.live.kernel.KernelPins;
import io.github.hidbpf4j.live.kernel.KernelSetup;
import io.github.hidbpf4j.testing.play.PlayedDevice;
import java.util.List;
import java.util.Set;

/** Applies fixes by the kernel's HID-BPF: libbpf loads and attaches the programs. */
final class KernelMethod implements FixMethod {
  private static final long LIMIT_MILLIS = 20_000;

  @Override
  public Applied apply(
      SystemHidDevice device, List<FixSet> fixes, PlayedDevice played, ApiProfile profile)
      throws InterruptedException {
    LiveDevices devices = new LiveDevices(HostFiles.SYSTEM);
    LiveDevice live =
        devices
            .device(device.id())
            .orElseThrow(() -> new HidException(device.id() + ": the device is gone"));
    KernelSetup setup =
        new KernelSetup(
            fixes, played.properties(), Set.copyOf(played.optional()), played.force(), false);
    try {
      KernelAttachment attachment =
          KernelAttachment.open(
              live, setup, Libbpf.open(), new KernelPins(HostFiles.SYSTEM), devices::device);
      DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
      return new InKernel(attachment, watch.settled(device, LIMIT_MILLIS));
    } catch (KernelException | BpfException e) {
      return Unattached.of(device, fixes, String.valueOf(e.getMessage()), "");
    }
  }

  private record InKernel(KernelAttachment attachment, SystemHidDevice device) implements Applied {
    @Override
    public List<Fate> fates() {
      return FixMethod.fates(attachment.attachments());
    }

    @Override
    public void detach() {
      attachment.detach();
    }

    @Override
    public void remove() {
      attachment.close();
    }
  }
}
