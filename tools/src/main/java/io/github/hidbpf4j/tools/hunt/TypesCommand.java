package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code types}: sends the BTF of the kernel, and of modules that its arguments name. */
final class TypesCommand implements GuestCommand {
  static final String KERNEL = "vmlinux";

  private static final Path FOLDER = Path.of("/sys/kernel/btf");

  @Override
  public int run(GuestTask task) throws IOException {
    task.product(KERNEL, Files.readAllBytes(FOLDER.resolve(KERNEL)));
    for (String module : task.arguments()) {
      Path file = FOLDER.resolve(module);
      if (Files.exists(file)) {
        task.product(module, Files.readAllBytes(file));
      }
    }
    return 0;
  }
}
