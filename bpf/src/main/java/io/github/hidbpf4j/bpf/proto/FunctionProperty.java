package io.github.hidbpf4j.bpf.proto;

/**
 * A property in the row of a function. The order does not matter: {@link Kfunc#of} and {@link
 * Helper#of} sort properties by kind. A property that several readers need (verifier, analysis,
 * advice, reference) is stated once in the row, so that none of them needs the function's name.
 */
public sealed interface FunctionProperty
    permits KfuncFlag,
        Signature,
        SpecialKfunc,
        Trait,
        Effect,
        KernelRelease,
        GoneSince,
        InPlaceOf,
        FlagChange,
        ManualEntry,
        ReleasedBy {}
