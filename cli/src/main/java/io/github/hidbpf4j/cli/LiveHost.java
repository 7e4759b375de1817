package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.live.bridge.Applicability;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.bridge.Nodes;
import io.github.hidbpf4j.live.device.LiveDevices;
import io.github.hidbpf4j.live.device.RealNodes;
import io.github.hidbpf4j.live.fixes.FileTrust;
import io.github.hidbpf4j.live.fixes.FixFolders;
import io.github.hidbpf4j.live.fixes.InstalledFixes;
import io.github.hidbpf4j.live.fixes.MachineProfile;
import io.github.hidbpf4j.live.kernel.KernelSupport;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What verbs for real devices use of the machine that they run on; tests give them another one.
 *
 * @param files its files
 * @param devices its HID devices
 * @param nodes opens their nodes
 * @param folders where fixes are installed
 * @param trust which of the folders are trusted
 * @param libbpf loads libbpf; throws if there is none that is suitable
 */
record LiveHost(
    HostFiles files,
    LiveDevices devices,
    Nodes nodes,
    FixFolders folders,
    FileTrust trust,
    Runnable libbpf) {
  /** This machine. */
  static LiveHost here() {
    LiveDevices devices = new LiveDevices(HostFiles.SYSTEM);
    return new LiveHost(
        HostFiles.SYSTEM,
        devices,
        new RealNodes(devices),
        FixFolders.STANDARD,
        FileTrust.ROOT,
        KernelSupport::requireLibbpf);
  }

  /** The same machine with fixes in these folders; unchanged if there are none. */
  LiveHost with(List<Path> others) {
    return others.isEmpty()
        ? this
        : new LiveHost(files, devices, nodes, new FixFolders(others), trust, libbpf);
  }

  /** Whether this process runs on it, which is not so in tests. */
  boolean isThisMachine() {
    return files == HostFiles.SYSTEM;
  }

  /** Its kernel's release, as in {@code uname -r}; "" if unknown. */
  String release() {
    return HostFiles.attribute(files.path("/proc/sys/kernel/osrelease")).orElse("").strip();
  }

  /** The profile nearest to its kernel. */
  ApiProfile profile() {
    return MachineProfile.of(release());
  }

  /** Whether its kernel can run programs. */
  KernelSupport kernelSupport() {
    return KernelSupport.look(files, libbpf);
  }

  /** What is installed now. */
  InstalledFixes fixes() {
    return InstalledFixes.read(folders, trust);
  }

  /** The clone that a bridge has made of a device; null if there is none. */
  static @Nullable LiveDevice cloneOf(LiveDevice original, List<LiveDevice> all) {
    return all.stream()
        .filter(d -> Applicability.originalOf(d).equals(original.sysfsName()))
        .findFirst()
        .orElse(null);
  }
}
