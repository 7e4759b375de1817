package io.github.hidbpf4j.kernel.types;

import io.github.hidbpf4j.bpf.btf.BtfWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the types of all profiles as BTF, where {@link KernelTypes} looks for them: reading that
 * takes a tenth of the time that parsing the headers does. The build calls it for the jar.
 */
final class PreparedTypes {
  private PreparedTypes() {}

  /** The argument is the folder of the jar's contents. */
  public static void main(String[] args) throws IOException {
    for (String profile : KernelTypes.profileNames()) {
      Path file = Path.of(args[0], KernelTypes.preparedResource(profile));
      Files.createDirectories(file.getParent());
      Files.write(file, BtfWriter.write(KernelTypes.parsed(profile)));
    }
  }
}
