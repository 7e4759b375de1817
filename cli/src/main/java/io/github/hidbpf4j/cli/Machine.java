package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.live.fixes.FileTrust;
import io.github.hidbpf4j.live.fixes.FixFolders;
import io.github.hidbpf4j.live.fixes.InstalledFixes;
import io.github.hidbpf4j.live.fixes.MachineProfile;
import java.nio.file.Path;
import java.util.List;

/**
 * What verbs for real devices know of the machine that they run on; tests give them another one.
 *
 * @param release of its kernel, as {@code uname -r} has it
 * @param folders where fixes are installed
 * @param trust which of them count
 */
record Machine(String release, FixFolders folders, FileTrust trust) {
  /** This one. */
  static Machine here() {
    return new Machine(System.getProperty("os.version", ""), FixFolders.STANDARD, FileTrust.ROOT);
  }

  /** The same with fixes in these folders, if there are any. */
  Machine with(List<Path> others) {
    return others.isEmpty() ? this : new Machine(release, new FixFolders(others), trust);
  }

  /** The profile that its kernel comes nearest to. */
  ApiProfile profile() {
    return MachineProfile.of(release);
  }

  /** What is installed now. */
  InstalledFixes fixes() {
    return InstalledFixes.read(folders, trust);
  }
}
