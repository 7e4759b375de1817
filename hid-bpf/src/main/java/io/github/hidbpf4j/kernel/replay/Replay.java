package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.DescriptorException;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.device.DeviceResponder;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.Hidraw;
import io.github.hidbpf4j.hid.device.UhidDevice;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.kernel.Kernel;
import io.github.hidbpf4j.kernel.LoadOptions;
import io.github.hidbpf4j.kernel.LoadedObject;
import io.github.hidbpf4j.kernel.dispatch.KfuncObserver;
import io.github.hidbpf4j.kernel.metadata.DeviceMatch;
import io.github.hidbpf4j.time.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replays a recording of a device through the programs of some objects, in virtual time. A pure
 * function of what it is given: the same objects, recording, profile and seed give the same calls
 * of the listener, on every machine.
 */
public final class Replay {
  /**
   * Virtual time that passes after the last event, so that what programs still have pending
   * happens: nanoseconds.
   */
  public static final long TAIL = 1_000_000_000L;

  private final Setup setup;
  private final VirtualClock clock;
  private final Kernel kernel;
  private final ReplayRecorder recorder;

  /**
   * What is replayed.
   *
   * @param profile what programs may do
   * @param types the kernel BTF that programs are resolved against
   * @param objects the objects, in the order they are loaded and attached; none for the bare device
   * @param device the device
   * @param properties udev properties for the programs
   * @param seed start of all random numbers
   * @param force attaches objects whose metadata names other devices, or whose probe turns the
   *     device down, all the same
   */
  public record Setup(
      ApiProfile profile,
      Btf types,
      List<BpfObject> objects,
      RecordedDevice device,
      Map<String, String> properties,
      long seed,
      boolean force) {
    /** Copies. */
    public Setup {
      objects = List.copyOf(objects);
      properties = Map.copyOf(properties);
    }
  }

  private Replay(Setup setup, ReplayListener listener) {
    this.setup = setup;
    this.clock = new VirtualClock(setup.seed());
    this.recorder = new ReplayRecorder(clock, listener);
    this.kernel =
        new Kernel(
            new Kernel.Options(
                setup.profile(),
                setup.types(),
                setup.seed(),
                recorder::finding,
                recorder::printk,
                KfuncObserver.NONE,
                0),
            clock);
  }

  /**
   * Replays.
   *
   * @throws io.github.hidbpf4j.bpf.BpfException when an object is malformed or refused
   * @throws HidException when the recording turns out malformed
   */
  public static ReplaySummary run(Setup setup, RecordedInput input, ReplayListener listener) {
    return new Replay(setup, listener).run(input, listener);
  }

  private ReplaySummary run(RecordedInput input, ReplayListener listener) {
    RecordedDevice recorded = setup.device();
    HidDeviceInfo info =
        new HidDeviceInfo(
            recorded.name(),
            recorded.phys(),
            "",
            recorded.bus(),
            recorded.vendor(),
            recorded.product(),
            0,
            0);
    UhidDevice uhid =
        new UhidDevice(kernel.bus(), info, recorded.descriptor(), DeviceResponder.NONE);
    if (uhid.create() < 0) {
      throw new HidException(
          "device %s: report descriptor of %d bytes, expected 1 to 4096"
              .formatted(recorded.name(), recorded.descriptor().length));
    }
    clock.settle();
    HidDevice device = uhid.device();
    if (device == null) {
      throw new IllegalStateException("the device was not added");
    }
    kernel.bus().setObserver(recorder);
    List<ReplayStart.Attachment> attachments = new ArrayList<>();
    for (BpfObject object : setup.objects()) {
      attachments.add(attach(object, device));
    }
    clock.settle();
    byte[] after = device.descriptor();
    listener.started(
        new ReplayStart(
            setup.profile().name(),
            recorded,
            device.sysfsName(),
            device.driver(),
            attachments,
            recorded.descriptor(),
            after,
            parse(recorded.descriptor()),
            after.length == 0 ? null : parse(after)));
    Hidraw node = device.hidraw();
    if (node != null) {
      node.open(recorder);
    }
    new Feeder(clock, uhid, input, recorder).run();
    clock.advance(TAIL);
    return recorder.summary();
  }

  private ReplayStart.Attachment attach(BpfObject object, HidDevice device) {
    List<DeviceMatch> matches = DeviceMatch.of(object.btf().orElse(null));
    RecordedDevice d = setup.device();
    boolean named =
        matches.isEmpty()
            || matches.stream()
                .anyMatch(
                    m -> m.matches(d.bus(), device.group().number(), d.vendor(), d.product()));
    if (!named && !setup.force()) {
      return new ReplayStart.Attachment(object.name(), false, false, 0, List.of(), List.of());
    }
    LoadedObject loaded = kernel.load(object, LoadOptions.forDevice(device.id()));
    setup.properties().forEach(loaded::setProperty);
    LoadedObject.ProbeResult probe = loaded.probe(device);
    int probed = probe.run().error() < 0 ? probe.run().error() : probe.retval();
    List<String> failures = new ArrayList<>();
    if (probe.accepted() || setup.force()) {
      for (String name : loaded.ops().keySet()) {
        int ret = loaded.attach(name);
        if (ret < 0) {
          failures.add(name + ": " + Errno.describe(ret));
        }
      }
    }
    return new ReplayStart.Attachment(
        object.name(), named, probe.present(), probed, loaded.attached(), failures);
  }

  private static @Nullable ReportDescriptor parse(byte[] descriptor) {
    try {
      return ReportDescriptor.parse(descriptor);
    } catch (DescriptorException e) {
      return null;
    }
  }
}
