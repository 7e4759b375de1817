package io.github.hidbpf4j.kernel.replay;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.device.DeviceResponder;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.device.UhidDevice;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.model.ModelDevice;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.kernel.Kernel;
import io.github.hidbpf4j.kernel.LoadedObject;
import io.github.hidbpf4j.kernel.emit.ReplayEvents;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device of a replay: plugged into a kernel, with its model, and the programs for it. The parts
 * of its setup that concern the kernel are applied by the kernel's creator.
 */
public final class ReplayedDevice {
  private final ReplaySetup setup;
  private final Kernel kernel;
  private final Scheduler scheduler;
  private final ReplayEvents events;
  private final UhidDevice uhid;
  private final @Nullable ModelDevice model;
  private final List<LoadedObject> objects = new ArrayList<>();

  /** Creates a device that is not plugged in. */
  public ReplayedDevice(ReplaySetup setup, Kernel kernel) {
    this.setup = setup;
    this.kernel = kernel;
    this.scheduler = kernel.scheduler();
    RecordedDevice recorded = setup.device();
    this.events =
        new ReplayEvents(kernel.events(), ReportDescriptor.parseOrNull(recorded.descriptor()));
    DeviceModel behaviour = setup.model();
    this.model =
        behaviour == null
            ? null
            : new ModelDevice(scheduler, behaviour, setup.seed(), this::send, events);
    this.uhid =
        new UhidDevice(
            kernel.bus(),
            HidDeviceInfo.of(recorded),
            recorded.descriptor(),
            model == null ? DeviceResponder.NONE : model);
  }

  /** Plugs it in, and waits until it exists. */
  public HidDevice plug() {
    RecordedDevice recorded = setup.device();
    if (uhid.create() < 0) {
      throw new HidException(
          "device %s: report descriptor of %d bytes, expected 1 to 4096"
              .formatted(recorded.name(), recorded.descriptor().length));
    }
    settle();
    HidDevice device = uhid.device();
    // In real time a thread adds it; one whose descriptor does not parse never gets a node.
    for (int i = 0; setup.realTime() && i < 500; i++) {
      if (device != null && device.hidraw() != null) {
        break;
      }
      scheduler.sleep(1_000_000);
      device = uhid.device();
    }
    if (device == null) {
      throw new IllegalStateException("the device was not added");
    }
    return device;
  }

  private void settle() {
    if (scheduler instanceof VirtualClock virtual) {
      virtual.settle();
    }
  }

  /** Loads and attaches all objects, in order; returns the start event of the replay. */
  public ReplayStart attachAll(HidDevice device) {
    RecordedDevice recorded = setup.device();
    String driverBefore = device.driver();
    List<ReplayStart.Attachment> attachments = new ArrayList<>();
    ObjectAttacher attacher = new ObjectAttacher(setup, kernel, device, objects);
    setup.fixes().forEach(fixes -> attachments.addAll(attacher.attach(fixes)));
    settle();
    byte[] after = device.descriptor();
    return new ReplayStart(
        kernel.events().stamp(),
        setup.profile().name(),
        recorded,
        device.sysfsName(),
        driverBefore,
        device.driver(),
        attachments,
        recorded.descriptor(),
        after,
        ReportDescriptor.parseOrNull(recorded.descriptor()),
        after.length == 0 ? null : ReportDescriptor.parseOrNull(after));
  }

  /** The device sends a report. */
  public void send(byte[] report) {
    send(report, 0, report.length);
  }

  /** The device sends a report that lies in an array. */
  public void send(byte[] bytes, int offset, int length) {
    HidDevice device = uhid.device();
    boolean begun = events.sendingBegins(device == null ? 0 : device.id(), bytes, offset, length);
    try {
      int _ = uhid.input(bytes, offset, length);
    } finally {
      events.sendingEnds(begun);
    }
  }

  /** The user detaches the programs while events are in progress. */
  public void detachAll() {
    List<String> names = new ArrayList<>();
    for (LoadedObject object : objects) {
      for (String name : object.attached()) {
        object.detach(name);
        names.add(name);
      }
    }
    events.detached(names);
  }

  /** Removes it from the bus and unloads the objects, as when it is unplugged. */
  public void unplug() {
    kernel.process(
        "unplug",
        () -> {
          int _ = uhid.destroy();
        });
    unload();
    settle();
  }

  /** Unloads the objects. */
  public void unload() {
    objects.forEach(LoadedObject::close);
    objects.clear();
  }

  /** The device on the bus; null when it is not plugged in. */
  public @Nullable HidDevice device() {
    return uhid.device();
  }

  /** Its model; null when it answers nothing. */
  public @Nullable ModelDevice model() {
    return model;
  }

  /** Emits its events. */
  public ReplayEvents events() {
    return events;
  }

  /** The loaded objects. */
  public List<LoadedObject> objects() {
    return objects;
  }
}
