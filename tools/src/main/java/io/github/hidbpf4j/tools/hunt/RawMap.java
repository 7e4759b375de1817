package io.github.hidbpf4j.tools.hunt;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of BPF_MAP_CREATE for a map (Linux {@code include/uapi/linux/bpf.h}).
 *
 * @param name at most 15 characters
 * @param type {@code BPF_MAP_TYPE_*}
 * @param keySize size of a key
 * @param valueSize size of a value
 * @param maxEntries number of entries; size of a ring buffer
 * @param flags {@code BPF_F_*}
 * @param keyTypeId of the key in the program's BTF, 0 for none
 * @param valueTypeId of the value in the program's BTF, 0 for none
 * @param extra {@code map_extra}
 * @param data initial value of a data section's map; empty for none
 * @param frozen whether its contents are constant
 * @param inner template of inner maps, or null
 */
record RawMap(
    String name,
    int type,
    int keySize,
    int valueSize,
    int maxEntries,
    int flags,
    int keyTypeId,
    int valueTypeId,
    long extra,
    byte[] data,
    boolean frozen,
    @Nullable RawMap inner) {
  void write(DataOutputStream out) throws IOException {
    out.writeUTF(name);
    for (int word :
        new int[] {type, keySize, valueSize, maxEntries, flags, keyTypeId, valueTypeId}) {
      out.writeInt(word);
    }
    out.writeLong(extra);
    out.writeInt(data.length);
    out.write(data);
    out.writeBoolean(frozen);
    out.writeBoolean(inner != null);
    if (inner != null) {
      inner.write(out);
    }
  }

  static RawMap read(DataInputStream in) throws IOException {
    String name = in.readUTF();
    int[] words = new int[7];
    for (int i = 0; i < words.length; i++) {
      words[i] = in.readInt();
    }
    long extra = in.readLong();
    byte[] data = in.readNBytes(in.readInt());
    boolean frozen = in.readBoolean();
    RawMap inner = in.readBoolean() ? read(in) : null;
    return new RawMap(
        name, words[0], words[1], words[2], words[3], words[4], words[5], words[6], extra, data,
        frozen, inner);
  }
}
