package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.live.bridge.AppliedFixes;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.daemon.FixApplier;
import io.github.hidbpf4j.live.kernel.KernelAttachment;
import io.github.hidbpf4j.live.kernel.KernelException;
import io.github.hidbpf4j.live.kernel.KernelFixes;
import io.github.hidbpf4j.live.kernel.KernelPins;
import io.github.hidbpf4j.live.kernel.KernelPins.Owner;
import io.github.hidbpf4j.live.kernel.KernelPins.Pinned;
import io.github.hidbpf4j.live.kernel.KernelRefusal;
import io.github.hidbpf4j.live.kernel.KernelSetup;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Has the kernel run the daemon's fixes. They are pinned, so they stay when the daemon is killed;
 * the next daemon first detaches what its predecessor left.
 */
final class KernelApplier implements FixApplier {
  private final LiveHost machine;
  private final KernelPins pins;
  private final boolean orBridge;
  private final Consumer<String> log;

  /**
   * Creates an applier for a machine, and removes pins of devices that are gone.
   *
   * @param orBridge whether a bridge runs objects that the kernel rejects
   */
  KernelApplier(LiveHost machine, boolean orBridge, Consumer<String> log) {
    this.machine = machine;
    this.pins = new KernelPins(machine.files());
    this.orBridge = orBridge;
    this.log = log;
    pins.removeStale(machine.devices().all().stream().map(LiveDevice::sysfsName).toList());
  }

  @Override
  public boolean needsHidraw() {
    return false;
  }

  @Override
  public AppliedFixes apply(LiveDevice device, List<FixSet> fixes) {
    List<Pinned> there = pins.of(device.sysfsName());
    List<Pinned> others = there.stream().filter(p -> p.owner() != Owner.HIDBPF4J).toList();
    if (!others.isEmpty()) {
      throw new KernelException(
          "%s is already attached in the kernel; `hidbpf detach --all %s` detaches it"
              .formatted(
                  others.stream()
                      .map(p -> "%s by %s".formatted(p.object(), p.owner().text()))
                      .collect(Collectors.joining(", ")),
                  device.sysfsName()));
    }
    there.forEach(pins::remove);
    try {
      return new KernelFixes(
          KernelAttachment.open(
              device, KernelSetup.of(fixes, true), Libbpf.open(), pins, machine.devices()::device));
    } catch (KernelRefusal e) {
      if (!orBridge || device.hidraw() == null) {
        throw e;
      }
      log.accept("%s: a bridge takes over: %s".formatted(device, e.getMessage()));
      return DaemonCommand.bridge(device, fixes, machine.nodes());
    }
  }
}
