package io.github.hidbpf4j.bpf.verifier.advice;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Messages of the verifier, what they mean and what to do: the first pattern that is found in the
 * messages (joined by {@code "; "}) decides. The patterns are the words of Linux 6.12 ({@code
 * kernel/bpf/verifier.c}); {@link AdviceFinder} says what stands in braces. One long table, as the
 * order decides across all of it.
 */
final class AdviceTable {
  /** Advice for messages of one kind. */
  record Entry(Pattern pattern, Advice advice) {}

  /** Behind the messages where the instruction is a call. */
  static final String AT_CALL = " [call]";

  static final List<Entry> ENTRIES = entries();

  private AdviceTable() {}

  private static final class Table {
    private final List<Entry> entries = new ArrayList<>();

    void add(String pattern, String found, String expected, String action) {
      entries.add(new Entry(Pattern.compile(pattern), new Advice(found, expected, action)));
    }
  }

  private static List<Entry> entries() {
    Table t = new Table();
    sleeping(t);
    sections(t);
    references(t);
    nulls(t);
    bounds(t);
    fields(t);
    calls(t);
    results(t);
    loops(t);
    attaching(t);
    registers(t);
    shape(t);
    return List.copyOf(t.entries);
  }

  private static void sleeping(Table t) {
    t.add(
        "program must be sleepable to call sleepable kfunc (\\w+)",
        "a call of {1}(), which may sleep, in code that may not",
        "code that may sleep: a sleepable hook, a SEC(\"syscall\") program, a bpf_wq callback",
        "{sleep}");
    t.add(
        "helper call might sleep in a non-sleepable prog",
        "a call of {callee}(), which may sleep, in code that may not",
        "code that may sleep: a sleepable hook, a SEC(\"syscall\") program, a bpf_wq callback",
        "{sleep}");
    t.add(
        "(?:kernel func|sleepable helper) (\\S+) (?:is sleepable with)?in (?:rcu_read_lock|non-preemptible) region",
        "a call of {1}(), which may sleep, in an RCU read section or with preemption disabled",
        "a call outside",
        "bpf_rcu_read_unlock() or bpf_preempt_enable() first, or collect what is needed and call afterwards");
    t.add(
        "global function '?(\\S+?)'? is called from both sleepable and non-sleepable code",
        "a global function that code calls which may sleep, and code which may not",
        "one of the two, under profile {kernel}",
        "make {1} static: then it is verified at each call");
    t.add(
        "Sleepable programs can only use array",
        "a map of another type in a sleepable program",
        "an array, hash, ring buffer or local storage map",
        "choose another map type, or a hook that does not sleep");
    t.add(
        "Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable",
        "a sleepable program of another kind: {hook}",
        "a program without BPF_F_SLEEPABLE",
        "use the section name without .s");
    t.add(
        "Syscall programs can only be sleepable",
        "a syscall program loaded without BPF_F_SLEEPABLE",
        "a sleepable one",
        "name its section SEC(\"syscall\")");
    t.add(
        "^(\\S+) is not sleepable",
        "a sleepable program for {1}(), which may not sleep",
        "a program without BPF_F_SLEEPABLE",
        "use the section name without .s");
  }

  private static void sections(Table t) {
    t.add(
        "global function calls are not allowed while holding a lock",
        "a call of a global function between bpf_spin_lock() and bpf_spin_unlock()",
        "static functions only",
        "make the function static, or unlock before the call");
    t.add(
        "function calls are not allowed while holding a lock",
        "a call of {callee}() between bpf_spin_lock() and bpf_spin_unlock()",
        "no call but that of bpf_spin_unlock()",
        "copy what the call needs, bpf_spin_unlock(), then call");
    t.add(
        "global function calls are not allowed with preemption disabled",
        "a call of a global function with preemption disabled",
        "static functions only",
        "make the function static, or bpf_preempt_enable() before the call");
    t.add(
        "bpf_spin_unlock is missing",
        "a path that ends with the lock held",
        "bpf_spin_unlock() on every path",
        "unlock before each return");
    t.add(
        "Locking two bpf_spin_locks are not allowed",
        "a second bpf_spin_lock() while one is held",
        "one lock at a time",
        "unlock the first one before");
    t.add(
        "bpf_spin_unlock without taking a lock|bpf_spin_unlock of different lock",
        "bpf_spin_unlock() of a lock that is not held",
        "the lock that bpf_spin_lock() took, through the same pointer",
        "look the element up once and use that pointer for both");
    t.add(
        "bpf_rcu_read_unlock is missing",
        "a path that ends inside an RCU read section",
        "bpf_rcu_read_unlock() on every path",
        "unlock before each return");
    t.add(
        "bpf_preempt_enable(?: is|\\(s\\) are) missing",
        "a path that ends with preemption disabled",
        "bpf_preempt_enable() on every path",
        "enable it before each return");
    t.add(
        "unmatched (?:rcu read unlock|attempt to enable preemption)",
        "{callee}() without its counterpart before",
        "calls in pairs",
        "remove it, or begin the section before it on every path");
    t.add(
        "must be held for",
        "a list or tree that is used without its lock",
        "bpf_spin_lock() of the lock beside it",
        "take the lock around the call");
    t.add(
        "expected an RCU CS when using (\\S+)",
        "a call of {1}() outside an RCU read section",
        "one inside",
        "bpf_rcu_read_lock() before the loop, bpf_rcu_read_unlock() behind it");
    t.add(
        "can't spin_\\{lock,unlock\\} in rbtree cb|not allowed in rbtree cb|in unnecessary rbtree callback",
        "a call of {callee}() in the callback that compares two nodes",
        "a comparison only: the lock is held already",
        "do it before or after bpf_rbtree_add()");
    t.add(
        "(?:tail_call|bpf_throw|BPF_LD_\\[ABS\\|IND\\]) cannot be used inside",
        "a way out of the program inside a locked section",
        "the section ended before",
        "unlock before");
  }

  private static void references(Table t) {
    t.add(
        "Unreleased reference id=\\d+ alloc_insn=(\\d+)",
        "a path to this end on which what slot {1} acquired{at 1} is not released",
        "a release on every path",
        "call {release 1} before each return behind the NULL check");
    t.add(
        "tail_call would lead to reference leak|BPF_LD_\\[ABS\\|IND\\] cannot be mixed with",
        "a way out of the program while something acquired is still held",
        "its release before",
        "release it before");
    t.add(
        "reference has not been acquired before|is an unacquired reference|cannot release unowned const|must be referenced when passed to release function|expects refcounted PTR_TO_BTF_ID",
        "{callee}() of something that was not acquired, or is released already",
        "what an acquiring function gave, once",
        "release it once only, and only what this program acquired: the context of the hook is not");
    t.add(
        "must have zero offset when passed to release func",
        "{callee}() of a pointer into what was acquired",
        "the pointer as it was given",
        "keep the first pointer for the release");
    t.add(
        "store to referenced kptr disallowed",
        "a plain store into a kernel pointer of a map",
        "bpf_kptr_xchg()",
        "exchange it: old = bpf_kptr_xchg(&v->ptr, new)");
  }

  private static void nulls(Table t) {
    t.add(
        "invalid mem access '(\\w*_or_null_?\\w*)'|invalid mem access '(rcu_ptr_or_null_\\w*)'",
        "a pointer that may be NULL ({1})",
        "one that was compared with NULL before",
        "test the result of the call before it is used: if (!p) return 0;");
    t.add(
        "pointer arithmetic on (\\w*_or_null_?\\w*) prohibited",
        "arithmetic on a pointer that may be NULL ({1})",
        "one that was compared with NULL before",
        "test the result of the call before it is used: if (!p) return 0;");
    t.add(
        "Possibly NULL pointer passed to (?:helper|trusted) arg(\\d)",
        "a pointer that may be NULL as an argument of {callee}()",
        "one that was compared with NULL before",
        "test it before the call: if (!p) return 0;");
    t.add(
        "R(\\d) type=(\\S*_or_null_?\\S*) expected=(.*)",
        "a pointer that may be NULL ({2}) as argument {1} of {callee}()",
        "{3}",
        "test it before the call: if (!p) return 0;");
    t.add(
        "arg#\\d is expected to be non-NULL",
        "a pointer that may be NULL as an argument of a global function",
        "one that was compared with NULL before",
        "test it before the call, or mark the parameter __arg_nullable");
    t.add(
        "invalid mem access '(scalar|inv|fp|func)'",
        "a number where a pointer is needed",
        "a pointer that the verifier follows: from the context, a map, a call",
        "do not keep pointers as integers or read them back from plain memory; a pointer into something released, unlocked or invalidated is a number too");
  }

  private static void bounds(Table t) {
    t.add(
        "R(\\d) unbounded memory access",
        "an index in R{1} that nothing bounds from above",
        "an index below the size",
        "compare before the access: if (i >= SIZE) return 0; or mask it: i & (SIZE - 1)");
    t.add(
        "R(\\d) min value is negative",
        "an index in R{1} that may be negative",
        "one from 0 on",
        "make it unsigned, or compare: if (i < 0) return 0;");
    t.add(
        "invalid access to (?:memory|map value|map key), \\w+_size=(\\S+) off=(-?\\d+) size=\\d+; R(\\d) max value is outside",
        "an index that may reach offset {2}",
        "an access within the {1} bytes",
        "compare the index with the constant length before it is used: if (i >= LENGTH) return 0; or mask it");
    t.add(
        "invalid access to memory, mem_size=(\\S+) off=(-?\\d+) size=(\\d+)",
        "an access of size {3} at offset {2}",
        "an access within the {1} bytes of this buffer",
        "ask for as many bytes as are used (the size argument of hid_bpf_get_data() is a constant), or bound the index by that constant");
    t.add(
        "invalid access to map value, value_size=(\\d+) off=(-?\\d+) size=(\\d+)",
        "an access of size {3} at offset {2}",
        "an access within the {1} bytes of the map value",
        "bound the index by the array's constant length: if (i >= N) return 0;");
    t.add(
        "invalid access to map key, key_size=(\\d+) off=(-?\\d+) size=(\\d+)",
        "an access of size {3} at offset {2}",
        "an access within the {1} bytes of the key",
        "use a pointer to the map's key type");
    t.add(
        "(?:max|min) value is outside of the allowed memory range",
        "an index that may leave the buffer",
        "one within it",
        "compare it with the buffer's constant length before the access");
    t.add(
        "invalid (?:indirect |unbounded |variable-offset )*(?:read from |write to |indirect access to )?stack",
        "an access outside the stack frame, at a place that is not known, or of bytes that were never written",
        "initialised bytes from fp-512 to fp-1, at a bounded offset",
        "bound the index, and initialise the variable: struct s v = {};");
    t.add(
        "arg#\\d+ arg#\\d+ memory, len pair leads to invalid memory access",
        "a buffer for {callee}() that is shorter than the size given beside it",
        "a size within the buffer",
        "pass sizeof() the buffer, or bound the size");
    t.add(
        "misaligned (\\S+ ?)?access off",
        "an access at an offset that is no multiple of its size",
        "an aligned one",
        "read byte by byte, or through a packed struct");
    t.add(
        "math between (\\S+) pointer and register with unbounded",
        "an index without bounds added to a {1} pointer",
        "an index with bounds",
        "compare before: if (i >= SIZE) return 0;");
    t.add(
        "makes (\\S+) pointer be out of bounds|math between \\S+ pointer and -?\\d+ is not allowed|pointer offset -?\\d+ is not allowed",
        "an offset beyond what any object can have",
        "an offset below 2^29",
        "bound the index");
    t.add(
        "invalid zero-sized read",
        "a size that may be 0",
        "a size of at least 1",
        "test it before the call: if (!size) return 0;");
    t.add(
        "div by zero",
        "a division by the constant 0",
        "another divisor",
        "compute the divisor, or leave the division out: at run time a division by 0 gives 0");
    t.add(
        "outside of the packet|misaligned packet access|invalid access to packet",
        "an access to a packet that was not compared with its end",
        "bytes that the program knows to be there",
        "test first: if (data + SIZE > data_end) return 0;");
    t.add(
        "invalid (?:variable|\\S+) buffer (?:offset|access)",
        "an access to a buffer at a place that is not constant, or outside",
        "a constant offset within it",
        "use a constant index");
    t.add(
        "combined stack size of (\\d+) calls is (\\d+)",
        "{2} bytes of stack over {1} nested functions",
        "at most 512",
        "move large variables to a map of one element, or into a global variable");
  }

  private static void fields(Table t) {
    t.add(
        "map '(\\S+)' in R\\d has no special field",
        "map '{1}', whose values hold no bpf_wq",
        "the map that the element with the bpf_wq is in",
        "give bpf_wq_init() that map; the other one crashes Linux 6.12 and 6.18");
    t.add(
        "No program starts at insn \\d+: nothing calls (\\S+), whose address",
        "the address of {1}, which no path calls: the kernel takes the function out as dead code",
        "a callback that some path calls",
        "take the address where it is used only, or leave it out");
    t.add(
        "invalid PTR_TO_BTF_ID register for type match",
        "an object that may be NULL",
        "one that was compared with NULL before",
        "test the result of bpf_obj_new() before it is used: if (!p) return 0;");
    t.add(
        "write access (?:at off|to this struct|for struct)|only read is supported|cannot write into|write into map forbidden|does not allow writes to packet data|only read from .* is supported",
        "a write to what this program may only read",
        "a write to a field that the hook lets programs write: of struct hid_bpf_ctx retval and size; or to own memory",
        "change the data through hid_bpf_get_data(), keep own values in a map or a global variable");
    t.add(
        "may write into memory pointed by R(\\d) type=(\\S+)",
        "read-only memory ({2}) as a buffer that {callee}() may write",
        "writable memory",
        "copy it to a local variable and pass that");
    t.add(
        "read from map forbidden",
        "a read of a map that programs may only write (BPF_F_WRONLY_PROG)",
        "a write",
        "take the flag from the map");
    t.add(
        "BPF_ATOMIC stores into R\\d (\\S+) is not allowed",
        "an atomic operation on {1}",
        "one on a map value or on the stack",
        "read, compute and write it back, or keep the counter in a map");
    t.add(
        "same insn cannot be used with different pointers",
        "an instruction that some paths reach with a pointer to the context or a struct of the kernel, and others with another pointer",
        "one kind of pointer",
        "write the access twice, in each branch");
    t.add(
        "is (\\S+) invalid negative access|invalid (?!bpf_context)\\S+ access off=",
        "an access outside the fields that programs may read",
        "a field of the struct",
        "use its field names");
    t.add(
        "access beyond (?:the end of member|struct)",
        "an access past the end of a struct of the kernel",
        "an access within one member",
        "use the type and field names of vmlinux.h, and CO-RE");
    t.add(
        "cannot access ptr member",
        "part of a pointer read from a struct of the kernel",
        "the pointer as a whole",
        "read all 8 bytes");
    t.add(
        "dereference of modified ctx ptr R(\\d) off=\\d+ disallowed.*\\[call]",
        "a pointer into the context as an argument of {callee}()",
        "memory of the program itself: a variable, a map value",
        "copy what is there to a local variable and pass that");
    t.add(
        "dereference of modified (\\S+) ptr|invalid bpf_context access|(?:variable|negative offset) (?:ctx|\\S+) (?:access|ptr)|invalid variable offset",
        "the context or a struct of the kernel at a place that is no field, or not constant",
        "a field at a constant offset",
        "access fields by name, from a pointer that nothing was added to; unroll loops over the context");
    t.add(
        "(?:kptr|cannot be accessed directly by load/store|direct access to)",
        "plain access to a special field (lock, timer, work queue, kernel pointer, list) of a map value",
        "access through its helpers",
        "use its helpers, and leave its bytes out of memory copies");
  }

  private static void calls(Table t) {
    t.add(
        "calling kernel function (\\S+) is not allowed",
        "a call of {1}() from {hook}",
        "a kfunc that programs of this type may call under profile {kernel}",
        "move the call to a program of a type that may: most HID kfuncs are for struct_ops and syscall programs");
    t.add(
        "program of this type cannot use helper (\\S+?)#",
        "a call of helper {1}() from {hook}",
        "a helper that programs of this type have",
        "use another one, or a kfunc");
    t.add(
        "cannot call GPL-restricted function|cannot call kernel function from non-GPL|must have a GPL compatible license|from non-GPL compatible program",
        "licence '{license}'",
        "a licence compatible with the GPL",
        "char _license[] SEC(\"license\") = \"GPL\"; or \"Dual BSD/GPL\"");
    t.add(
        "invalid func (\\S+)",
        "a call of {1}, which is no helper of this kernel",
        "a helper of profile {kernel}",
        "compile with the vmlinux.h of this profile (hidbpf btf --kernel {kernel})");
    t.add(
        "invalid kernel function call not eliminated",
        "a call of a weak kfunc that this kernel lacks",
        "one that bpf_ksym_exists() rules out",
        "call it only inside if (bpf_ksym_exists(...))");
    t.add(
        "(?:is not a known constant|must be a known constant|is not a const)",
        "an argument of {callee}() that is not the same number on every path",
        "a constant",
        "pass a literal or sizeof(), not a variable");
    t.add(
        "arg#(\\d) expect(?:ed|s) pointer to ctx",
        "another pointer as argument {1} (from 0) of {callee}()",
        "the context that the program was called with",
        "pass the struct hid_bpf_ctx * of the hook, unchanged");
    t.add(
        "Caller passes invalid args into func#\\d+ \\('(\\S+)'\\)",
        "arguments that do not fit the prototype of global function {1}",
        "what its prototype says, non-NULL",
        "test pointers before the call, or make the function static");
    t.add(
        "Global function (\\S+)\\(\\) doesn't return scalar",
        "a global function that returns no number",
        "an integer result",
        "make it static, or return an int");
    t.add(
        "must be (?:referenced or trusted|a rcu pointer)",
        "an untrusted pointer as an argument of {callee}()",
        "one from the context, from an acquiring kfunc, or inside an RCU read section",
        "acquire it, or take bpf_rcu_read_lock() around the use");
    t.add(
        "args#(\\d+) expected pointer to (\\S+ \\S+) but R\\d has a pointer to (\\S+ \\S+)",
        "{3} as argument {1} (from 0) of {callee}()",
        "{2}",
        "pass a pointer of that type");
    t.add(
        "cannot pass map_type (\\d+) into func (\\S+?)#",
        "a map of type {1} for {2}()",
        "a type of map that {2}() takes",
        "choose another map type, or the helper for this one");
    t.add(
        "fd (\\d+) is not pointing to valid bpf_map|isn't map pointer",
        "a map that is none of the object's",
        "a map",
        "define it in SEC(\".maps\") and pass its address");
    t.add(
        "type ID argument must|must not contain special fields|type size \\(\\d+\\) is greater than|expected for bpf_|expected pointer to allocated object|must be non-owning ref",
        "an object that {callee}() does not take",
        "one from bpf_obj_new(), or from bpf_percpu_obj_new(), of a kind and in a state that fits",
        "free what bpf_obj_new() gave with bpf_obj_drop(), and use nodes of lists and trees while the lock is held");
    t.add(
        "exception cb|exception callback|bpf_throw kfunc",
        "an exception that cannot be handled there",
        "bpf_throw() outside callbacks, and one global callback int f(u64)",
        "return an error instead");
    t.add(
        "potential write to dynptr|for bpf_dynptr_from_mem data|invalid mem access 'dynptr_ptr'",
        "a dynptr used as plain memory, or memory that no dynptr can be of",
        "its functions, and memory of a map value",
        "read and write through bpf_dynptr_read(), bpf_dynptr_write() or bpf_dynptr_data()");
    t.add(
        "css_task_iter is only allowed",
        "an iterator over the tasks of a cgroup in code that may not sleep",
        "a sleepable, LSM or iterator program",
        "{sleep}");
    t.add(
        "callback function not static",
        "a global function as a callback",
        "a static one",
        "make it static");
    t.add(
        "doesn't match map pointer in R\\d",
        "a timer or work queue of one element, and another map",
        "the map that the element is in",
        "pass the address of the map that the lookup was made in");
    t.add(
        "has no valid bpf_(timer|spin_lock|wq)|doesn't point to 'struct bpf_(?:timer|spin_lock|wq)'",
        "memory that holds no such field, or at another offset",
        "the field of a map value",
        "put exactly one into the map's value type, and pass its address");
    t.add(
        "expected uninitialized iter_|Dynptr has to be an uninitialized dynptr|cannot overwrite referenced dynptr",
        "an iterator or dynptr that is in use",
        "a fresh variable",
        "destroy or release the first one before it is used again");
    t.add(
        "expected an initialized iter_|Expected an initialized dynptr|expected valid iter pointer",
        "an iterator or dynptr that is not initialised on every path",
        "an initialised one",
        "call the function that makes it first, and pass the address of that variable");
    t.add(
        "R(\\d) type=(\\S+) expected=(.*)",
        "{2} in R{1}, an argument of {callee}()",
        "{3}",
        "pass the address of a variable on the stack, of a map value, or what the function's prototype asks for");
    t.add(
        "R(\\d) is of type (\\S+) but (\\S+) is expected",
        "a pointer to {2} in R{1}",
        "{3}",
        "pass a pointer of that type");
    t.add(
        "the call stack of (\\d+) frames is too deep",
        "{1} nested calls",
        "at most 8 functions on the call stack",
        "make some functions __always_inline");
  }

  private static void results(Table t) {
    t.add(
        "At async callback return the register R0 has (.*?) should have been in \\[(.*?)\\]",
        "{1} as the result of a timer or work queue callback",
        "0",
        "return 0 from the callback on every path");
    t.add(
        "At (?:program exit|callback return) the register R\\d has (.*?) should have been in \\[(.*?)\\]",
        "{1} as the result",
        "a number in [{2}]",
        "return a constant of this range on every path, or test the value before it is returned");
    t.add(
        "cannot return stack pointer to the caller",
        "the address of a local variable as a result",
        "a number",
        "let the caller pass a buffer, or return the value itself");
    t.add(
        "the register R\\d is not a (?:scalar|known) value \\((\\S+)\\)",
        "{1} as a result",
        "a number",
        "return 0 or an error");
    t.add("R0 not a scalar value", "a pointer as a result", "a number", "return 0 or an error");
  }

  private static void loops(Table t) {
    t.add(
        "infinite loop detected",
        "a loop that comes back to where it was with nothing changed",
        "a loop that ends after a number of rounds that the verifier sees",
        "count up to a constant: for (i = 0; i < MAX; i++), or use bpf_for() or bpf_loop()");
    t.add(
        "BPF program is too large. Processed (\\d+) insn",
        "more than 1000000 instructions over all paths",
        "fewer",
        "use bpf_for() or bpf_loop() instead of long loops, bound indices before loops, or move parts to global functions");
    t.add(
        "The sequence of \\d+ jumps is too complex",
        "more than 8192 branches that wait to be looked at",
        "fewer",
        "use bpf_for() or bpf_loop() instead of a long loop with branches");
    t.add(
        "iteration limit reached",
        "a bpf_loop() with more rounds than one may have",
        "at most 8388608",
        "bound the number of rounds");
  }

  private static void attaching(Table t) {
    t.add(
        "Tracing programs must provide btf_id",
        "a program of a kind that is attached to a function, without one",
        "a function of the kernel; of another program, for SEC(\"freplace/...\"), which cannot be given here",
        "name it in the section: SEC(\"fentry/FUNCTION\")");
    t.add(
        "(LD_ABS|tail_call) is not allowed in subprogs without BTF",
        "a {1} in a function that has no BTF",
        "one in the main program, or in a function whose BTF says that it returns a number",
        "compile with -g, and keep .BTF.ext");
    t.add(
        "attach to unsupported member (\\w+) of struct (\\w+)",
        "{hook}: a member of {2} that programs cannot implement, or not as sleepable ones",
        "a member that profile {kernel} has",
        "if the section ends in .s, use it without; else choose another hook");
    t.add(
        "(?:struct (\\w+) is not a struct_ops type|attach to invalid member)",
        "{hook}: a struct_ops struct or member that this kernel has not",
        "one of profile {kernel}",
        "choose the kernel that the program is for: --kernel");
    t.add(
        "(\\w+)\\(\\) is not modifiable",
        "a fmod_ret program for {1}(), whose result may not be modified",
        "a hook of profile {kernel}",
        "choose a hook, or the kernel that the program is for: --kernel");
    t.add(
        "programs of this kind are not supported|program type \\S+ is not supported",
        "{hook}",
        "a program type that profile {kernel} has",
        "choose the kernel that the program is for: --kernel");
    t.add(
        "total number of maps per program has reached the limit",
        "more than 64 maps in one program",
        "at most 64",
        "put several values into one map");
    t.add(
        "(?:tracing|socket filter) progs cannot use (\\S+) yet",
        "a map with {1} in {hook}",
        "a map without",
        "keep it in a map of its own that this program does not use");
    t.add(
        "bpf_struct_ops map cannot be used in prog",
        "the struct_ops map as a map of the program",
        "a map for data",
        "do not refer to the struct_ops variable in programs");
  }

  private static void registers(Table t) {
    t.add(
        "^R0 !read_ok",
        "a path on which the function has no result",
        "a result on every path",
        "return a value on every path; a called function that returns void gives none");
    t.add(
        "R([1-5]) !read_ok",
        "a register without a value on this path: a variable that is not set, or an argument that a call has used up",
        "a value on every path",
        "initialise the variable where it is declared; pass as many arguments as the function takes");
    t.add(
        "R(\\d+) !read_ok",
        "a variable without a value on this path",
        "a value on every path",
        "initialise it where it is declared");
    t.add(
        "frame pointer is read only|pointer arithmetic|bitwise operator|subtract(?:ion)? |32-bit pointer arithmetic|pointer \\S+ pointer prohibited",
        "arithmetic that makes no pointer",
        "a pointer plus or minus a bounded number",
        "compute the index as a number first, then add it to the pointer");
    t.add(
        "leaks addr|cannot spill pointers to stack into stack frame of the caller",
        "a pointer stored where it may not be",
        "a number",
        "store an index instead of the pointer");
    t.add(
        "invalid size of register (?:spill|fill)",
        "part of a pointer on the stack",
        "all 8 bytes of it",
        "do not reinterpret pointers: use a union or a variable of the right type");
  }

  private static void shape(Table t) {
    t.add(
        "unreachable insn (\\d+)",
        "an instruction that no path reaches",
        "none",
        "compile with optimisation (-O2): clang then leaves it out");
    t.add(
        "jump out of range|jump into the middle|last insn is not an exit or jmp|invalid insn idx|unknown opcode|uses reserved fields|invalid BPF_|unrecognized bpf_ld_imm64|invalid bpf_ld_imm64|program has no instruction",
        "instructions that are no valid program",
        "what a compiler makes",
        "compile with clang --target=bpf -O2; instructions written by hand need an exit at the end of each function");
    t.add(
        "verifier internal error|verifier bug",
        "a state that should not be",
        "",
        "nothing is wrong with the program as far as we know: please report it with the object");
  }
}
