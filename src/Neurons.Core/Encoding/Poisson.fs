namespace Neurons.Encoders

open Neurons

/// Poisson spike trains of the rate f_max·x: z_t = [U < dt·f_max·x_t]. Source: Norse, `poisson_encode` and
/// `signed_poisson_encode`.
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Poisson =
    type Options = {
        /// f_max, the rate of x = 1, in Hz.
        MaxRate: float
        /// Time step in s.
        Dt: float
    }

    /// 100 Hz, dt 1 ms.
    let options = { MaxRate = 100.0; Dt = 0.001 }

    let private check (o: Options) =
        Require.positive "Poisson" "MaxRate" o.MaxRate
        Require.positive "Poisson" "Dt" o.Dt

    /// The spikes of a sequence, [T; …]; an unchanged one is drawn anew in each step. There are none where x ≤ 0.
    let encode (o: Options) (key: RandomKey) (xs: InputSequence<'T>) =
        check o
        RandomKey.spikes "Poisson" key (fun x -> o.Dt * o.MaxRate * x) (fun _ -> 1.0) xs

    /// As `encode` with the rate of |x|; a spike has the sign of x.
    let encodeSigned (o: Options) (key: RandomKey) (xs: InputSequence<'T>) =
        check o
        RandomKey.spikes "Poisson" key (fun x -> o.Dt * o.MaxRate * abs x) (fun x -> if x < 0.0 then -1.0 else 1.0) xs
