package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.guest.machine.CaseOutcome.Finished;
import io.github.hidbpf4j.guest.machine.GuestClock;
import java.io.IOException;
import java.util.List;

/** QEMU's own USB devices, which are independent of this project, are plugged in and out. */
final class UsbScenario implements LiveScenario {
  private static final String PLUG =
      "{\"execute\":\"device_add\",\"arguments\":"
          + "{\"driver\":\"usb-mouse\",\"id\":\"m1\",\"bus\":\"xhci.0\"}}";
  private static final String UNPLUG = "{\"execute\":\"device_del\",\"arguments\":{\"id\":\"m1\"}}";

  @Override
  public String name() {
    return "usb";
  }

  @Override
  public String text() {
    return "a USB mouse of QEMU's is plugged in and out";
  }

  @Override
  public GuestClock clock() {
    return GuestClock.HOST;
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    Finished plugged = change(stage, 1, PLUG);
    ScenarioFailure.unless(
        plugged.lines().getLast().equals("0003:0627:0001 hid-generic"),
        "plugged in: " + plugged.lines());
    Finished unplugged = change(stage, 0, UNPLUG);
    ScenarioFailure.unless(
        unplugged.lines().equals(List.of("ready")), "unplugged: " + unplugged.lines());
  }

  private static Finished change(LiveStage stage, int devices, String command) throws IOException {
    return stage.run(
        "count-devices",
        List.of(devices),
        (line, guest) -> {
          if (line.equals("ready")) {
            String _ = guest.monitor().execute(command);
          }
        });
  }
}
