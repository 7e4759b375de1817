package io.github.hidbpf4j.guest.image;

import io.github.hidbpf4j.guest.GuestException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The information in a kernel module's section {@code .modinfo}.
 *
 * @param depends modules that it needs, in the order that the kernel's build determined
 * @param release of the kernel that it is for; "" if not given
 */
record ModuleInfo(List<String> depends, String release) {
  /**
   * Reads the information of a module.
   *
   * @param source name for messages
   * @param bytes of the module, decompressed
   */
  static ModuleInfo of(String source, byte[] bytes) {
    byte[] section = new ElfImage(source, bytes).section(".modinfo");
    if (section == null) {
      throw new GuestException(source + ": no section .modinfo: not a kernel module");
    }
    List<String> depends = List.of();
    String release = "";
    for (String entry : new String(section, StandardCharsets.UTF_8).split("\0", -1)) {
      if (entry.startsWith("depends=")) {
        depends =
            Arrays.stream(entry.substring(8).split(",", -1))
                .filter(name -> !name.isBlank())
                .map(ModuleInfo::normal)
                .toList();
      } else if (entry.startsWith("vermagic=")) {
        release = entry.substring(9).split(" ", 2)[0];
      }
    }
    return new ModuleInfo(depends, release);
  }

  /** The kernel's own spelling: {@code hid_generic} for {@code hid-generic}. */
  static String normal(String name) {
    return name.strip().replace('-', '_');
  }
}
