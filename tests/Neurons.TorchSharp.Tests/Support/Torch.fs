/// Torch tensors and arrays of numbers.
module Neurons.Tests.Torch

open System
open global.TorchSharp

type Tensor = torch.Tensor

let tensor (kind: torch.ScalarType) (shape: int64 list) (values: float[]) : Tensor =
    use whole = torch.tensor (values, torch.float64)
    use shaped = whole.reshape (List.toArray shape)
    shaped.``to``(kind).clone ()

/// The numbers, row-major.
let numbers (tensor: Tensor) : float[] =
    use values = tensor.detach().``to``(torch.float64).cpu().contiguous ()
    values.data<float>().ToArray()

let shape (tensor: Tensor) = List.ofArray tensor.shape

/// The same values at every second place of their memory: not contiguous, so that torch operations compute with them.
let strided (tensor: Tensor) : Tensor = torch.stack([| tensor; tensor |], -1L).select (-1L, 0L)

/// Uniform numbers between two bounds, the same for a seed.
let random seed (low: float) (high: float) (count: int) : float[] =
    let random = Random(seed)
    Array.init count (fun _ -> low + (high - low) * random.NextDouble())

let gradient (tensor: Tensor) : float[] =
    match tensor.grad with
    | null -> Array.zeroCreate (int (tensor.numel ()))
    | gradient -> numbers gradient

let scalar (value: float) : Scalar = Scalar.op_Implicit value

/// How many tensors there are, after those that earlier tests left have been collected.
let countTensors () =
    for _ in 1..2 do
        GC.Collect()
        GC.WaitForPendingFinalizers()

    torch.Tensor.TotalCount
