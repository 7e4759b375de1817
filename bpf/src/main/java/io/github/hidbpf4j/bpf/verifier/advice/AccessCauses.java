package io.github.hidbpf4j.bpf.verifier.advice;

import static io.github.hidbpf4j.bpf.verifier.advice.CauseTable.group;

import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import java.util.List;

/** Causes about the context, kernel structs, maps themselves, and read-only memory. */
final class AccessCauses {
  private static final String MODIFIED =
      "dereference of modified (\\S+) ptr R(\\d+) off=(-?\\d+) disallowed";
  private static final String VARIABLE = "variable (\\S+) access var_off=(\\(.*?\\)) disallowed";

  private AccessCauses() {}

  static List<RejectionCause> causes() {
    RejectionCause.Table t = new RejectionCause.Table("access");
    writes(t);
    readOnlyMemory(t);
    structs(t);
    contexts(t);
    contextFields(t);
    return t.causes();
  }

  private static void writes(RejectionCause.Table t) {
    t.add(
        "read-only-field",
        "write access at off (\\d+) with size (\\d+) on read-only part of (\\S+)",
        "a write to the {2} bytes at offset {1} of struct {3}, which the hook does not let programs write",
        "a write to a field that it does: of struct hid_bpf_ctx retval and size",
        "change the report through hid_bpf_get_data(), return the new size, and keep own values in a map or a global variable");
    t.add(
        "field-write-refused",
        "cannot write into ptr_(\\S+) at off=(-?\\d+) size=(\\d+)",
        "a write to the {3} bytes at offset {2} of struct {1}, which the hook does not let programs write",
        "a write to a field that it does: of struct hid_bpf_ctx retval and size",
        "change the report through hid_bpf_get_data(), return the new size, and keep own values in a map or a global variable");
    t.add(
        "struct-not-writable",
        "write access (?:to this struct|for struct)|only read is supported",
        "a write to a struct of the kernel",
        "a read, or a write to a field that the hook lets programs write: of struct hid_bpf_ctx retval and size",
        "change the report through hid_bpf_get_data(), keep own values in a map or a global variable");
    t.add(
        "callback-map",
        "only read from (\\S+) is supported",
        (s, m) -> s.isCallbackParameter(s.pointerOperand(), 1),
        "a write through the first parameter of a callback, which is the map itself ({1})",
        "a write through the third, which is the value",
        "declare the callback with the parameters that it is called with: (void *map, int *key, struct ... *value)");
    t.add(
        "map-struct",
        "only read from (\\S+) is supported",
        "a write to a map itself ({1})",
        "a write to one of its values",
        "look the value up: bpf_map_lookup_elem()");
    t.add(
        "frozen-map-argument",
        "write into map forbidden",
        (s, m) -> s.isCall(),
        "memory that programs may only read, a constant or a map with BPF_F_RDONLY_PROG, for {callee}() to write to",
        "writable memory",
        "pass a variable that is not const, or copy it to a local variable first");
    t.add(
        "frozen-map",
        "write into map forbidden",
        "a write to memory that programs may only read: a constant, or a map with BPF_F_RDONLY_PROG",
        "writable memory",
        "leave const away (or __kconfig), or the flag from the map");
  }

  private static void readOnlyMemory(RejectionCause.Table t) {
    t.add(
        "packet-read-only",
        "does not allow writes to packet data|cannot write into packet",
        "a write to a packet, which programs of this type may only read",
        "a read",
        "keep own values in a map or a global variable");
    t.add(
        "read-only-memory",
        "R(\\d+) cannot write into (\\S+)",
        "a write to read-only memory ({2}){from 1}",
        "writable memory",
        "copy it to a local variable, or get it from a function that gives writable memory (bpf_dynptr_slice_rdwr())");
    t.add(
        "map-key",
        "write to change key R(\\d+) not allowed",
        "a write to a key of a map",
        "a read",
        "delete the element, and add one with the new key");
    t.add(
        "read-only-argument",
        "may write into memory pointed by R(\\d) type=(\\S+)",
        "read-only memory ({2}) as a buffer that {callee}() may write",
        "writable memory",
        "copy it to a local variable and pass that");
    t.add(
        "write-only-map",
        "read from map forbidden",
        "a read of a map that programs may only write (BPF_F_WRONLY_PROG)",
        "a write",
        "take the flag from the map");
    t.add(
        "atomic",
        "BPF_ATOMIC stores into R\\d+ (\\S+) is not allowed",
        "an atomic operation on {1}",
        "one on a map value or on the stack",
        "read, compute and write it back, or keep the counter in a map");
    t.add(
        "acquire",
        "BPF_ATOMIC loads from R\\d+ (\\S+) is not allowed",
        "a load that acquires, through {1}",
        "one from a map value or from the stack",
        "read it plainly: nothing else is ordered by that pointer");
    t.add(
        "different-pointers",
        "same insn cannot be used with different pointers",
        "an instruction that some paths reach with a pointer to the context or a struct of the kernel, and others with another pointer",
        "one kind of pointer",
        "write the access twice, in each branch, with barrier_var() between if clang joins them again");
  }

  private static void structs(RejectionCause.Table t) {
    t.add(
        "negative-offset",
        "R\\d+ is (\\S+) invalid negative access: off=(-?\\d+)",
        "an access before the beginning of {1}, at offset {2}",
        "a field of the struct",
        "use its field names, and container_of() only with CO-RE");
    t.add(
        "variable-offset",
        "R\\d+ is (\\S+) invalid variable offset",
        "an index into {1} that is not constant",
        "a field at a constant offset",
        "use field names; read arrays of the kernel with bpf_probe_read_kernel()");
    t.add(
        "beyond-struct",
        "access beyond struct (\\S+) at off (\\d+) size (\\d+)",
        "an access of size {3} at offset {2}, past the end of struct {1}",
        "an access within one member",
        "use the type and field names of vmlinux.h, and CO-RE");
    t.add(
        "beyond-member",
        "access beyond the end of member (\\S+) .* in struct (\\S+)",
        "an access that begins in member {1} of struct {2} and goes beyond it",
        "an access within one member",
        "read each member by its name");
    t.add(
        "no-field",
        "struct (\\S+) doesn't have field at offset (\\d+)",
        "offset {2} of struct {1}, where no field is",
        "a field",
        "use the type and field names of vmlinux.h, and CO-RE");
    t.add(
        "part-of-pointer",
        "cannot access ptr member (\\S+) with moff (\\d+) in struct (\\S+) with off (\\d+) size (\\d+)",
        "{5} bytes at offset {4}, part of the pointer {1} of struct {3}",
        "the pointer as a whole, 8 bytes at offset {2}",
        "read it by its name into a pointer variable");
    t.add(
        "other-field",
        "invalid (?!bpf_context)(\\S+) access off=(-?\\d+) size=(\\d+)",
        "an access of size {3} at offset {2} of a {1}, where no field is that programs may read so",
        "a field, in its own width",
        "use its field names");
    t.add(
        "not-gpl",
        "Cannot access kernel 'struct (\\w+)' from non-GPL",
        "an access to struct {1} under licence '{license}'",
        "a licence compatible with the GPL",
        "char _license[] SEC(\"license\") = \"GPL\"; or \"Dual BSD/GPL\"");
  }

  private static void contexts(RejectionCause.Table t) {
    t.add(
        "context-argument",
        "(?:" + MODIFIED + ").*\\[call]",
        (s, m) -> s.isType(group(m, 2), RegisterType.PTR_TO_CTX),
        "a pointer {offset 2} into the context as an argument of {callee}()",
        "the context itself, or memory of the program",
        "pass the context unchanged where the function takes it; else copy what is there to a local variable and pass that");
    t.add(
        "moved-argument",
        "(?:" + MODIFIED + ").*\\[call]",
        "{kind 1} that something was added to, as an argument of {callee}()",
        "the pointer as the program got it",
        "pass it unchanged, or copy what is there to a local variable and pass that");
    t.add(
        "context-moved",
        MODIFIED,
        (s, m) -> s.isType(group(m, 2), RegisterType.PTR_TO_CTX),
        "an access through the context with {offset 2} added to the pointer",
        "one through the pointer itself, at a constant offset",
        "access fields by name; clang adds to the pointer where a loop or a branch chooses between fields: unroll it, or read the fields first");
    t.add(
        "moved",
        MODIFIED,
        "an access through {kind 1} with {3} bytes added to it",
        "one through the pointer itself",
        "access fields by name, from a pointer that nothing was added to");
    t.add(
        "negative",
        "negative offset (\\S+) ptr R(\\d+) off=(-?\\d+) disallowed",
        "{kind 1} moved by {3} bytes, to before what it points to",
        "the pointer as the program got it",
        "subtract nothing from it");
  }

  private static void contextFields(RejectionCause.Table t) {
    t.add(
        "argument-not-given",
        "variable \\? access var_off",
        "no value as an argument of {callee}(): the register was never written",
        "all arguments that it takes",
        "declare {callee}() as the kernel has it, and call it with all of its arguments");
    t.add(
        "context-index",
        VARIABLE + "|invalid variable offset",
        "an index into the context, or into a struct of the kernel, that is not constant",
        "a field at a constant offset",
        "access fields by name; unroll loops over them");
    t.add(
        "no-argument",
        "func '(\\S+)' doesn't have (\\d+)-th argument",
        "argument {2} of {1}(), which has fewer",
        "one that it has",
        "declare the parameters of BPF_PROG() as the hook has them; the return value is there in fexit and fmod_ret programs only");
    t.add(
        "argument-width",
        "func '(\\S+)' (?:offset \\d+ is not multiple of 8|size \\d+ must be 8)",
        "part of an argument of {1}()",
        "the argument as a whole, 8 bytes",
        "use BPF_PROG() to declare the program's parameters");
    t.add(
        "context-write",
        "invalid bpf_context access off=(-?\\d+) size=(\\d+)",
        (s, m) -> s.isStore(),
        "a write of {2} bytes at offset {1} of the context, which programs of this type may not make",
        "a read of a field, or a write to one of the few that may be written",
        "keep own values in a map or a global variable");
    t.add(
        "context-argument-of-call",
        "invalid bpf_context access off=(-?\\d+) size=(\\d+)",
        (s, m) -> s.isCall(),
        "the context as memory for {callee}()",
        "memory of the program",
        "copy its fields to a local variable and pass that");
    t.add(
        "context-read",
        "invalid bpf_context access off=(-?\\d+) size=(\\d+)",
        "{2} bytes at offset {1} of the context, which are not a field that programs of this "
            + "type may read so",
        "a field, in its own width",
        "access fields by name, with the context type of this program type");
  }
}
