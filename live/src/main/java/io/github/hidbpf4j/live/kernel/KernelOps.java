package io.github.hidbpf4j.live.kernel;

import io.github.hidbpf4j.linux.host.LinkHolders;
import io.github.hidbpf4j.linux.libbpf.KernelLinks;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code struct hid_bpf_ops} that is attached to a device in the kernel, by whomever.
 *
 * @param hidId the number of the device
 * @param map name of its map, truncated to 15 characters
 * @param holders the pins and processes that keep it attached as long as any of them exists
 */
public record KernelOps(int hidId, String map, List<String> holders) {
  private static final String STRUCT = "hid_bpf_ops";

  /** Copies. */
  public KernelOps {
    holders = List.copyOf(holders);
  }

  /** All attached ones; empty if they cannot be seen: only root may look. */
  public static Optional<List<KernelOps>> all(Libbpf libbpf, HostFiles files) {
    KernelLinks links = libbpf.links();
    return links.all().map(all -> of(all, links, files));
  }

  private static List<KernelOps> of(
      List<KernelLinks.Attached> all, KernelLinks links, HostFiles files) {
    Map<Integer, List<String>> holders = new HashMap<>(LinkHolders.of(files));
    for (Path pin : new KernelPins(files).paths()) {
      int link = links.pinned(pin);
      if (link != 0) {
        holders.computeIfAbsent(link, _ -> new ArrayList<>()).add("pin " + files.name(pin));
      }
    }
    return all.stream()
        .filter(attached -> attached.struct().equals(STRUCT))
        .map(
            attached ->
                new KernelOps(
                    hidId(attached.value()),
                    attached.name(),
                    holders.getOrDefault(attached.link(), List.of())))
        .toList();
  }

  /** Reads {@code int hid_id}, the first member. */
  private static int hidId(byte[] value) {
    return value.length < Integer.BYTES
        ? 0
        : ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
  }

  /**
   * Whether it is attached to the device of this name in sysfs, which ends with the device's
   * number.
   */
  public boolean isOn(String sysfsName) {
    return sysfsName.endsWith(".%04X".formatted(hidId));
  }
}
