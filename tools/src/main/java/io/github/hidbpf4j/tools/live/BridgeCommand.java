package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.cli.guest.DeviceWatch;
import io.github.hidbpf4j.cli.guest.ForcedGenericDriver;
import io.github.hidbpf4j.cli.guest.NodePacket;
import io.github.hidbpf4j.cli.guest.NodeReader;
import io.github.hidbpf4j.cli.guest.RunningBridge;
import io.github.hidbpf4j.cli.guest.UhidPlayer;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedEvent;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.kernel.ObjectProfile;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.linux.device.OpenEvdev;
import io.github.hidbpf4j.linux.device.OpenHidraw;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import io.github.hidbpf4j.live.bridge.Bridge;
import io.github.hidbpf4j.live.bridge.BridgeSetup;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.device.LiveDevices;
import io.github.hidbpf4j.live.device.RealNodes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code bridge RECORDING OBJECT [MODEL]}: makes the recorded device with uhid, applies the object
 * to it by a bridge, plays the recording in real time, and prints what readers of the clone get
 * ({@code h} from hidraw, {@code eN} from input device N), what readers of the original get ({@code
 * o}: nothing, while it is bridged), and {@code back} for what they get once the bridge is gone.
 */
final class BridgeCommand implements GuestCommand {
  private static final long LIMIT_MILLIS = 20_000;

  private static final long STEP_MILLIS = 5;

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    FixTask fix = FixTask.of(task);
    Recording recording = fix.recording();
    DeviceModel model = fix.model();
    RecordedDevice recorded = recording.devices().getFirst();
    HidDeviceInfo info = HidDeviceInfo.of(recorded);
    DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
    SystemHidDevice original;
    try (ForcedGenericDriver _ = new ForcedGenericDriver();
        UhidPlayer player = UhidPlayer.open(info, recorded.descriptor(), model)) {
      original =
          watch.appeared(
              "the device", d -> d.isMadeByProcess() && d.phys().equals(info.phys()), LIMIT_MILLIS);
      bridge(task, recording, player, original, fix.object(), model != null);
    }
    watch.gone(original, LIMIT_MILLIS);
    return 0;
  }

  private static List<OpenEvdev> open(SystemHidDevice device) {
    return device.eventNodes().stream().map(OpenEvdev::open).toList();
  }

  private static void bridge(
      GuestTask task,
      Recording recording,
      UhidPlayer player,
      SystemHidDevice original,
      BpfObject object,
      boolean maySleep)
      throws IOException, InterruptedException {
    LiveDevices devices = new LiveDevices(HostFiles.SYSTEM);
    LiveDevice live =
        devices.device(original.id()).orElseThrow(() -> new HidException("the device is gone"));
    BridgeSetup setup = BridgeSetup.of(ObjectProfile.of(object), List.of(FixSet.of(object)));
    DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
    try (NodeReader others = new NodeReader(open(original), null)) {
      SystemHidDevice clone;
      try (Bridge bridge = Bridge.open(live, setup, new RealNodes(devices))) {
        clone = watch.appeared("the clone", d -> d.isClone(Bridge.PHYS_PREFIX), LIMIT_MILLIS);
        RunningBridge.await(bridge);
        task.print("clone %s bus %d driver %s".formatted(clone.ids(), clone.bus(), clone.driver()));
        Path hidraw = clone.hidraw();
        try (NodeReader reader =
            new NodeReader(open(clone), hidraw == null ? null : OpenHidraw.open(hidraw))) {
          RecordingPlay.play(task, recording, player, reader, others);
        }
        for (String line : player.log()) {
          task.print("u " + line);
        }
        Bridge.Figures figures = bridge.figures();
        ScenarioFailure.unless(figures.busy() == 0, figures.busy() + " reports were lost");
        task.print(
            "latency %d %d %d"
                .formatted(
                    figures.latency().percentile(0.5),
                    figures.latency().percentile(0.99),
                    figures.latency().most()));
      }
      watch.gone(clone, LIMIT_MILLIS);
      boolean back = back(task, recording, player, others);
      ScenarioFailure.unless(back || maySleep, "the original gave nothing any more");
    }
  }

  /**
   * Checks that without the bridge the original's readers get its reports again, from the first one
   * on.
   */
  private static boolean back(
      GuestTask task, Recording recording, UhidPlayer player, NodeReader others)
      throws IOException, InterruptedException {
    boolean got = false;
    for (RecordedEvent event : recording.events()) {
      if (event.kind() == RecordedEvent.Kind.INPUT && player.play(event.data())) {
        Thread.sleep(STEP_MILLIS);
        for (NodePacket packet : others.packets()) {
          task.print("back " + packet);
          got = true;
        }
      }
    }
    return got;
  }
}
