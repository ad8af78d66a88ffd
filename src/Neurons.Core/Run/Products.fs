/// Dense products of the synapses around neurons. Sums run over k in increasing order whatever the shape, so that a sparse product and
/// a product of one step have the same bits.
module internal Neurons.Run.Products

open System.Numerics.Tensors
open Neurons
open Neurons.Primitives

/// C (+)= A·B, row-major, at addresses; A is m × k (k × m if transposed), B is k × n (n × k if transposed).
let multiplyAt<'T>
    (a: nativeint)
    (transposeA: bool)
    (b: nativeint)
    (transposeB: bool)
    (c: nativeint)
    (m: int)
    (n: int)
    (k: int)
    (accumulate: bool)
    =
    match Precision.ofType<'T> with
    | Precision.Float32 ->
        let a, b, c = Memory.pointer<float32> a, Memory.pointer<float32> b, Memory.pointer<float32> c
        ManagedProduct.Multiply(a, transposeA, b, transposeB, c, m, n, k, accumulate, Workers.Shared)
    | Precision.Float64 ->
        let a, b, c = Memory.pointer<float> a, Memory.pointer<float> b, Memory.pointer<float> c
        ManagedProduct.Multiply(a, transposeA, b, transposeB, c, m, n, k, accumulate, Workers.Shared)

/// The same of tensors.
let multiply<'T>
    (a: Tensor<'T>)
    (transposeA: bool)
    (b: Tensor<'T>)
    (transposeB: bool)
    (c: Tensor<'T>)
    (m: int)
    (n: int)
    (k: int)
    (accumulate: bool)
    =
    use lease = new Lease()
    multiplyAt<'T> (lease.Read a) transposeA (lease.Read b) transposeB (lease.Write("product", c)) m n k accumulate

/// a ← a + b, as many elements, at addresses.
let addAt<'T> (a: nativeint) (b: nativeint) (count: int) =
    match Precision.ofType<'T> with
    | Precision.Float32 ->
        let a = Memory.span<float32> a count
        TensorPrimitives.Add(System.Span.op_Implicit a, System.Span.op_Implicit (Memory.span<float32> b count), a)
    | Precision.Float64 ->
        let a = Memory.span<float> a count
        TensorPrimitives.Add(System.Span.op_Implicit a, System.Span.op_Implicit (Memory.span<float> b count), a)

/// The transpose of a matrix.
let transpose<'T> (matrix: Tensor<'T>) : Tensor<'T> =
    let rows, columns = int matrix.Lengths[0], int matrix.Lengths[1]
    let flat: 'T[] = Array.zeroCreate (rows * columns)
    matrix.FlattenTo(System.Span flat)

    let transposed = Array.init (rows * columns) (fun i -> flat[(i % rows) * columns + i / rows])

    Tensor.Create(transposed, System.ReadOnlySpan [| nativeint columns; nativeint rows |])
