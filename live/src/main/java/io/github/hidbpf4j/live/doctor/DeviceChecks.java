package io.github.hidbpf4j.live.doctor;

import io.github.hidbpf4j.linux.host.DeviceAccess;
import io.github.hidbpf4j.linux.host.FileHolder;
import io.github.hidbpf4j.linux.host.FileHolders;
import io.github.hidbpf4j.linux.host.HostFacts;
import io.github.hidbpf4j.linux.host.NodeAccess;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.live.bridge.Applicability;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.device.LiveDevices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Checks devices: whether they could be bridged, and who has them open. */
final class DeviceChecks {
  private DeviceChecks() {}

  static List<Check> of(HostFacts facts, List<LiveDevice> devices, HostFiles files) {
    List<Check> checks = new ArrayList<>();
    List<Path> nodes = new ArrayList<>();
    for (DeviceAccess access : facts.devices()) {
      for (LiveDevice device : devices) {
        if (device.sysfsName().equals(access.device().id()) && !Applicability.isClone(device)) {
          checks.add(device(device, access));
          nodes.addAll(device.inputs());
          if (device.hidraw() != null) {
            nodes.add(device.hidraw());
          }
        }
      }
    }
    if (checks.isEmpty()) {
      checks.add(
          LiveDevices.hasBus(files)
              ? Check.note("devices", "no HID device is connected", "plug one in")
              : Check.bad("devices", "no HID device: " + LiveDevices.NO_BUS, LiveDevices.LOAD_BUS));
    }
    checks.addAll(holders(FileHolders.of(files, nodes), files));
    return checks;
  }

  private static Check device(LiveDevice device, DeviceAccess access) {
    Applicability applicability = Applicability.of(device);
    if (!applicability.obstacles().isEmpty()) {
      return Check.bad(
          "device", "%s: %s".formatted(device, applicability.obstacles().getFirst()), "");
    }
    List<NodeAccess> nodes = new ArrayList<>(access.events());
    NodeAccess hidraw = access.hidraw();
    if (hidraw != null) {
      nodes.addFirst(hidraw);
    }
    for (NodeAccess node : nodes) {
      if (!node.isUsable()) {
        Check refused = NodeChecks.refused(node);
        return Check.bad("device", "%s: %s".formatted(device, refused.text()), refused.remedy());
      }
    }
    String text =
        "%s: driver %s, %s"
            .formatted(
                device,
                device.driver(),
                nodes.stream()
                    .map(node -> node.path().toString())
                    .collect(Collectors.joining(", ")));
    return applicability.doubts().isEmpty()
        ? Check.fine("device", text)
        : Check.note("device", text, applicability.doubts().getFirst());
  }

  /**
   * Lists programs that have nodes open, since they may have grabbed them; the kernel does not say.
   */
  private static List<Check> holders(FileHolders holders, HostFiles files) {
    List<Check> checks = new ArrayList<>();
    holders.holders().stream()
        .collect(
            Collectors.groupingBy(
                holder -> "%s (process %d)".formatted(holder.command(), holder.pid()),
                TreeMap::new,
                Collectors.mapping(FileHolder::file, Collectors.toList())))
        .forEach(
            (process, open) ->
                checks.add(
                    Check.note(
                        "holders",
                        "%s has open %s"
                            .formatted(
                                process,
                                open.stream()
                                    .map(files::name)
                                    .sorted()
                                    .collect(Collectors.joining(", "))),
                        "")));
    if (!holders.isComplete()) {
      checks.add(
          Check.note(
              "holders",
              "which other users' programs have devices open cannot be seen",
              "sudo hidbpf doctor shows them"));
    }
    return checks;
  }
}
