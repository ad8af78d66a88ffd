/// The back end for places without a JIT.
module internal Neurons.Compile.OpByOp

let compile (program: Program) : Kernel = invalidOp "not yet"
