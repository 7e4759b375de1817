package io.github.hidbpf4j.bpf.proto;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A kernel struct that programs can implement: its function members, and what the programs may
 * write. The layout is in the kernel BTF.
 *
 * @param struct name of the struct: {@code hid_bpf_ops}
 * @param members the function members, by name
 * @param settable data members that a map may set to non-zero values
 * @param writable fields that programs may write through a trusted pointer ({@code
 *     btf_struct_access})
 */
public record StructOpsDefinition(
    String struct,
    Map<String, Member> members,
    Set<String> settable,
    List<WritableField> writable) {

  /**
   * {@code btf_struct_access}: access past the end of a struct; arguments: struct, offset, size.
   */
  public static final String ACCESS_PAST_END = "write access for struct %s at off %d with size %d";

  /** {@code btf_struct_access}: access to a struct without any writable field. */
  public static final String ACCESS_TO_STRUCT = "write access to this struct is not supported";

  /** {@code btf_struct_access}: access to a read-only field; arguments: offset, size, struct. */
  public static final String ACCESS_READ_ONLY =
      "write access at off %d with size %d on read-only part of %s";

  /** Copies. */
  public StructOpsDefinition {
    members = Map.copyOf(members);
    settable = Set.copyOf(settable);
    writable = List.copyOf(writable);
  }

  /**
   * A function member.
   *
   * @param name member name
   * @param supported whether programs may implement it at all
   * @param sleepable whether sleepable programs may implement it
   * @param returns what R0 may hold at exit
   */
  public record Member(String name, boolean supported, boolean sleepable, ReturnRule returns) {}

  /** What the program of a member may return. */
  public enum ReturnRule {
    /** Any number. */
    SCALAR,
    /** Nothing: R0 is not read. */
    VOID
  }

  /**
   * A field that programs may write.
   *
   * @param struct the struct that contains it
   * @param field field name
   * @param exceptLastByte whether its last byte is read-only: the NUL of a string
   */
  public record WritableField(String struct, String field, boolean exceptLastByte) {}
}
