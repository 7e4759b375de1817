package io.github.hidbpf4j.linux.host;

import io.github.hidbpf4j.linux.call.DeviceText;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Processes that have files open, from {@code /proc/N/fd}.
 *
 * @param holders by process, each file once
 * @param isComplete whether all processes could be examined: root can, others see their own
 */
public record FileHolders(List<FileHolder> holders, boolean isComplete) {
  /** Finds processes that have one of these files open. */
  public static FileHolders of(HostFiles files, Collection<Path> wanted) {
    Map<String, Path> byName = new HashMap<>();
    wanted.forEach(path -> byName.put(files.name(path), path));
    Set<FileHolder> holders = new LinkedHashSet<>();
    boolean complete = true;
    for (Path process : HostFiles.entries(files.path("/proc"), "")) {
      String pid = process.getFileName().toString();
      if (pid.chars().allMatch(c -> c >= '0' && c <= '9') && pid.length() <= 10) {
        Path descriptors = process.resolve("fd");
        complete &= Files.isReadable(descriptors) || !Files.exists(process);
        for (String target : targets(descriptors)) {
          Path file = byName.get(target);
          if (file != null) {
            String command = HostFiles.attribute(process.resolve("comm")).orElse("");
            holders.add(new FileHolder(Long.parseLong(pid), DeviceText.printable(command), file));
          }
        }
      }
    }
    return new FileHolders(List.copyOf(holders), complete);
  }

  private static List<String> targets(Path descriptors) {
    List<String> targets = new ArrayList<>();
    for (Path descriptor : HostFiles.entries(descriptors, "")) {
      try {
        targets.add(Files.readSymbolicLink(descriptor).toString());
      } catch (IOException e) {
        // closed meanwhile
      }
    }
    return targets;
  }

  /** The processes that have one file open. */
  public List<FileHolder> of(Path file) {
    return holders.stream().filter(holder -> holder.file().equals(file)).toList();
  }
}
