package io.github.hidbpf4j.bpf.btf;

import io.github.hidbpf4j.bpf.elf.ElfFile;
import io.github.hidbpf4j.bpf.elf.ElfSection;
import java.util.List;

/**
 * Reads the BTF of a kernel and of its modules: from {@code /sys/kernel/btf}, or the {@code .BTF}
 * sections of their ELF files.
 */
public final class KernelBtf {
  private KernelBtf() {}

  /**
   * An input file.
   *
   * @param name its name, for messages
   * @param bytes its contents
   */
  public record Source(String name, byte[] bytes) {}

  /**
   * Reads the types of a kernel and of modules.
   *
   * @param files the kernel's file, followed by those of modules built for it
   * @return the kernel's types with their ids, followed by those of each module
   * @throws BtfException when one is malformed, or a module's does not fit the kernel's
   */
  public static Btf read(List<Source> files) {
    BtfReader.Section kernel = null;
    int ids = 0;
    Btf.Builder all = new Btf.Builder();
    for (Source file : files) {
      if (kernel == null) {
        kernel = kernel(file);
        ids = kernel.btf().size();
        kernel.btf().types().forEach(all::add);
      } else {
        int shift = all.size() - ids;
        int first = ids;
        module(file, kernel).btf().types().stream()
            .skip(ids)
            .map(t -> BtfIds.renumber(t, id -> id > first ? id + shift : id))
            .forEach(all::add);
      }
    }
    return kernel != null && all.size() == ids ? kernel.btf() : all.build();
  }

  private static BtfReader.Section kernel(Source file) {
    Part part = part(file);
    return BtfReader.readSection(file.name(), part.bytes(), part.offset());
  }

  private static BtfReader.Section module(Source file, BtfReader.Section kernel) {
    return BtfReader.readModule(file.name(), part(file).bytes(), kernel);
  }

  /** The BTF inside a file. */
  private record Part(byte[] bytes, long offset) {}

  private static Part part(Source file) {
    byte[] bytes = file.bytes();
    if (bytes.length < 4 || bytes[0] != 0x7f || bytes[1] != 'E' || bytes[2] != 'L') {
      return new Part(bytes, 0);
    }
    ElfFile elf = ElfFile.readSections(file.name(), bytes);
    if (elf.isForBpf()) {
      throw new BtfException(
          file.name()
              + ": found a BPF object, whose BTF has the types of its programs; expected a"
              + " kernel's: /sys/kernel/btf/vmlinux, or a vmlinux or module that is built with BTF");
    }
    if (elf.section(".BTF.base").isPresent()) {
      throw new BtfException(
          file.name()
              + ": found a section .BTF.base, the BTF of a module that was built apart from its"
              + " kernel; expected one that fits a kernel, such as /sys/kernel/btf has for modules"
              + " that are loaded");
    }
    ElfSection section =
        elf.section(".BTF")
            .orElseThrow(
                () ->
                    new BtfException(
                        file.name() + ": found no section .BTF, expected a file built with BTF"));
    return new Part(elf.data(section), section.offset());
  }
}
