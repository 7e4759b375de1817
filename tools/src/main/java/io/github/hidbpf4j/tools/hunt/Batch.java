package io.github.hidbpf4j.tools.hunt;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs that a kernel is asked about together, with what several of them have in common.
 *
 * @param bases programs from which others differ only in their instructions
 * @param entries the programs to load, ordered by base
 */
record Batch(List<RawProgram> bases, List<Entry> entries) implements GuestKernel.Questions {
  /**
   * One program.
   *
   * @param base index of the base
   * @param flags {@code BPF_F_*} of program loading
   * @param functions for each function its first slot and its type id
   * @param instructions eight bytes each, little-endian
   */
  record Entry(int base, int flags, int[] functions, byte[] instructions) {
    void write(DataOutputStream out) throws IOException {
      out.writeInt(base);
      out.writeInt(flags);
      out.writeInt(functions.length);
      for (int word : functions) {
        out.writeInt(word);
      }
      RawProgram.bytes(out, instructions);
    }

    static Entry read(DataInputStream in) throws IOException {
      int base = in.readInt();
      int flags = in.readInt();
      int[] functions = new int[in.readInt()];
      for (int i = 0; i < functions.length; i++) {
        functions[i] = in.readInt();
      }
      return new Entry(base, flags, functions, RawProgram.bytes(in));
    }
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(bases.size());
      for (RawProgram base : bases) {
        base.write(out);
      }
      out.writeInt(entries.size());
      for (Entry entry : entries) {
        entry.write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Batch parse(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    List<RawProgram> bases = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      bases.add(RawProgram.read(in));
    }
    List<Entry> entries = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      entries.add(Entry.read(in));
    }
    return new Batch(bases, entries);
  }

  /** The rest of the batch, from an entry on. */
  @Override
  public Batch from(int entry) {
    return new Batch(bases, entries.subList(entry, entries.size()));
  }
}
