package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.BpfObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the files that commands are given. */
final class InputFiles {
  /** Larger than any BPF object that the kernel would take; guards against reading a disk image. */
  private static final long MOST_BYTES = 256L << 20;

  private InputFiles() {}

  static byte[] read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new Errors.UsageException(file + ": is a directory, expected a file");
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new Errors.UsageException(
          "%s: %d bytes, expected at most %d".formatted(file, Files.size(file), MOST_BYTES));
    }
    return Files.readAllBytes(file);
  }

  static BpfObject object(Path file) throws IOException {
    return BpfObject.open(file.toString(), read(file));
  }
}
