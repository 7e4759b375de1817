package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands in the way of putting fixes into the kernel is said in one line, with the remedy. */
final class KernelObstaclesScenario implements LiveScenario {
  private static final Path HOST = Path.of("/");
  private static final Path OLD = Path.of("usr/lib/x86_64-linux-gnu/libbpf.so.1");

  /** Those before 1.4 cannot do all that it takes. */
  private static final Pattern VERSION = Pattern.compile("libbpf\\.so\\.1\\.([0-3])\\..*");

  @Override
  public String name() {
    return "kernel-obstacles";
  }

  @Override
  public String text() {
    return "hidbpf attach --mode kernel without libbpf, rights, BTF, a BPF file system, HID-BPF, modules: a line each, nothing is left";
  }

  @Override
  public String missing(LiveStage stage) {
    for (String program :
        new String[] {KernelObstaclesCommand.SETPRIV, KernelObstaclesCommand.UNSHARE}) {
      if (!Files.isExecutable(HOST.resolve("usr/bin").resolve(program))) {
        return "no /usr/bin/%s on this machine (util-linux)".formatted(program);
      }
    }
    return "";
  }

  /** It locks the kernel down, which lasts as long as the guest does. */
  @Override
  public boolean isOnlyByName() {
    return true;
  }

  @Override
  public void run(LiveStage stage) throws IOException {
    Map<String, Path> files =
        new LinkedHashMap<>(SentProgram.files(HOST, KernelObstaclesCommand.SETPRIV));
    files.putAll(SentProgram.files(HOST, KernelObstaclesCommand.UNSHARE));
    Path libbpf = HOST.resolve(OLD);
    if (Files.exists(libbpf)) {
      Matcher version = VERSION.matcher(libbpf.toRealPath().getFileName().toString());
      if (version.matches()) {
        files.put(KernelObstaclesCommand.OLD_LIBBPF, libbpf);
      }
    }
    Path folder = stage.root().resolve("examples/a4tech-horizontal-wheel");
    stage
        .run(
            "kernel-obstacles",
            files,
            folder.resolve("wheel.hid"),
            folder.resolve("a4tech-horizontal-wheel.bpf.o"))
        .lines()
        .forEach(line -> stage.note(name() + ": " + line));
  }
}
