namespace Neurons

/// What makes an analog output of a charged membrane.
[<RequireQualifiedAccess>]
type ChargeActivation =
    | Relu
    | Tanh
    | Sigmoid
    /// Klambauer et al. 2017.
    | Selu

    override r.ToString() =
        match r with
        | ChargeActivation.Relu -> nameof ChargeActivation.Relu
        | ChargeActivation.Tanh -> nameof ChargeActivation.Tanh
        | ChargeActivation.Sigmoid -> nameof ChargeActivation.Sigmoid
        | ChargeActivation.Selu -> nameof ChargeActivation.Selu

module ChargeActivation =
    let private zero = Constant 0.0

    let apply activation (h: Expr) =
        match activation with
        | ChargeActivation.Relu -> Rectifier.positive h
        | ChargeActivation.Tanh -> Expr.Tanh h
        | ChargeActivation.Sigmoid -> Expr.Logistic h
        | ChargeActivation.Selu ->
            let below = 1.6732632423543772 * (Expr.Exp(Expr.Min(zero, h)) - 1.0)
            1.0507009873554805 * where (Expr.IsGreater(h, zero)) h below
