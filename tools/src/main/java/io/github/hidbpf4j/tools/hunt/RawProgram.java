package io.github.hidbpf4j.tools.hunt;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of BPF_PROG_LOAD except for the instructions and their functions (Linux {@code
 * include/uapi/linux/bpf.h}). Instructions refer to maps by their index in the list, and a kernel
 * module is identified by its name.
 *
 * @param name at most 15 characters
 * @param type {@code BPF_PROG_TYPE_*}
 * @param attachType {@code expected_attach_type}; for struct_ops the index of the member
 * @param attachTypeId {@code attach_btf_id}, 0 for none
 * @param module module whose BTF has that type, and the kfuncs that are not the kernel's own; empty
 *     for none
 * @param sleepable BPF_F_SLEEPABLE
 * @param license for GPL-only functions
 * @param btf the object's types in the form for BPF_BTF_LOAD; empty for none
 * @param maps maps that instructions refer to
 */
record RawProgram(
    String name,
    int type,
    int attachType,
    int attachTypeId,
    String module,
    boolean sleepable,
    String license,
    byte[] btf,
    List<RawMap> maps) {
  void write(DataOutputStream out) throws IOException {
    out.writeUTF(name);
    out.writeInt(type);
    out.writeInt(attachType);
    out.writeInt(attachTypeId);
    out.writeUTF(module);
    out.writeBoolean(sleepable);
    out.writeUTF(license);
    bytes(out, btf);
    out.writeInt(maps.size());
    for (RawMap map : maps) {
      map.write(out);
    }
  }

  static RawProgram read(DataInputStream in) throws IOException {
    String name = in.readUTF();
    int type = in.readInt();
    int attachType = in.readInt();
    int attachTypeId = in.readInt();
    String module = in.readUTF();
    boolean sleepable = in.readBoolean();
    String license = in.readUTF();
    byte[] btf = bytes(in);
    List<RawMap> maps = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      maps.add(RawMap.read(in));
    }
    return new RawProgram(
        name, type, attachType, attachTypeId, module, sleepable, license, btf, maps);
  }

  static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static byte[] bytes(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }
}
