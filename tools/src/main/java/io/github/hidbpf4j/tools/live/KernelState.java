package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.linux.libbpf.KernelCounts;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The state of BPF in a guest: the kernel's counts, BPF files that this process has open, and
 * everything in the BPF file system.
 */
record KernelState(KernelCounts counts, List<String> files, List<String> pins) {
  private static final Path BPF_FILES = Path.of("/sys/fs/bpf");
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");

  /** How long the kernel may take to free what its last user has released. */
  private static final long LIMIT_MILLIS = 10_000;

  private static final long STEP_MILLIS = 10;

  /** After this many steps without a change, nothing more is being freed. */
  private static final int STEADY_STEPS = 50;

  /** The current state. */
  static KernelState now(Libbpf libbpf) throws IOException {
    return new KernelState(libbpf.links().counts(), bpfFiles(), pinned());
  }

  /** The state once the kernel has freed everything unused. */
  static KernelState settled(Libbpf libbpf) throws IOException, InterruptedException {
    KernelState last = now(libbpf);
    int steady = 0;
    while (steady < STEADY_STEPS) {
      Thread.sleep(STEP_MILLIS);
      KernelState now = now(libbpf);
      steady = now.equals(last) ? steady + 1 : 0;
      last = now;
    }
    return last;
  }

  /**
   * Waits until this state is reached again.
   *
   * @param after what happened before, for the message
   * @throws ScenarioFailure if it is not reached
   */
  void await(Libbpf libbpf, String after) throws IOException, InterruptedException {
    KernelState now = now(libbpf);
    for (long waited = 0; !now.equals(this); waited += STEP_MILLIS) {
      ScenarioFailure.unless(
          waited < LIMIT_MILLIS, "after %s: there was %s, there is %s".formatted(after, this, now));
      Thread.sleep(STEP_MILLIS);
      now = now(libbpf);
    }
  }

  /** This process's open files of the kind {@code anon_inode:bpf-map}. */
  private static List<String> bpfFiles() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : HostFiles.entries(OPEN_FILES, "")) {
      String target = target(file);
      if (target.startsWith("anon_inode:") && (target.contains("bpf") || target.contains("btf"))) {
        found.add(target);
      }
    }
    found.sort(null);
    return List.copyOf(found);
  }

  /** How many files this process has open, of any kind. */
  static int openFiles() {
    return HostFiles.entries(OPEN_FILES, "").size();
  }

  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      // It was closed meanwhile.
      return "";
    }
  }

  private static List<String> pinned() throws IOException {
    try (Stream<Path> all = Files.walk(BPF_FILES)) {
      return all.map(Path::toString)
          // Without what the kernel itself puts there, and our own folder, which stays.
          .filter(path -> path.startsWith(BPF_FILES + "/hid"))
          .filter(path -> !path.equals(BPF_FILES + "/hidbpf4j"))
          .sorted()
          .toList();
    }
  }
}
