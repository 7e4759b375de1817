package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code verify-here OBJECT… [--program NAME]}: runs the product's {@code verify --here} on them,
 * in one process; prints its output, its exit code ({@code code N}), and the files of reports
 * ({@code file FOLDER/NAME BYTES}). Nothing may be left in the kernel.
 */
final class VerifyHereCommand implements GuestCommand {
  private static final Path WORK = Path.of("/tmp/verify-here");

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    deleteAll(WORK);
    Files.createDirectories(WORK);
    List<String> words = new ArrayList<>(List.of("verify", "--here"));
    for (String argument : task.arguments()) {
      if (task.files().containsKey(argument)) {
        Files.write(WORK.resolve(argument), task.file(argument));
      }
      words.add(argument);
    }
    Libbpf libbpf = Libbpf.open();
    KernelState before = KernelState.settled(libbpf);
    try (RunningCommand command = RunningCommand.in(WORK, words)) {
      int code = command.await();
      for (String line : command.output().lines().toList()) {
        task.print(line);
      }
      task.print("code " + code);
    }
    for (Path folder : HostFiles.entries(WORK, "hidbpf-report-")) {
      for (Path file : HostFiles.entries(folder, "")) {
        task.print("file %s %d".formatted(WORK.relativize(file), Files.size(file)));
      }
    }
    before.await(libbpf, "verify --here");
    return 0;
  }

  private static void deleteAll(Path folder) throws IOException {
    for (Path entry : HostFiles.entries(folder, "")) {
      if (Files.isDirectory(entry)) {
        deleteAll(entry);
      }
      Files.deleteIfExists(entry);
    }
  }
}
