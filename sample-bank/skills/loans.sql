-- Loan applications of the sample bank (fictional): a trial database that the named queries of its skills read. Amounts in yen.
create table loan_application (
  id text primary key,
  department text not null,
  company text not null,
  purpose_of_loan text not null,
  amount numeric not null,
  years int4 not null,
  cash_available numeric not null,
  principal_due numeric[] not null,
  interest_due numeric[] not null,
  -- What the model of the guarantor's credit risk asks for, in its own words and units.
  duration_months int4 not null,
  amount_marks int4 not null,
  checking_account text not null,
  credit_history text not null,
  purpose text not null,
  savings text not null,
  employment text not null,
  other_debtors text not null,
  other_installment_plans text not null
);
insert into loan_application values
  ('LA-2041', 'corporate-banking', '青葉製作所', '工作機械の更新', 18000000, 5, 6200000, '{3600000}', '{450000}',
   24, 4200, 'below_200_marks', 'existing_credits_paid_back_duly', 'business', 'from_100_to_500_marks', 'from_4_to_7_years', 'none', 'none'),
  ('LA-2042', 'corporate-banking', '港屋商店', '店舗の改装', 4000000, 3, 900000, '{1333333}', '{90000}',
   48, 9800, 'overdrawn', 'delays_in_the_past', 'business', 'unknown_or_none', 'below_1_year', 'none', 'at_a_bank'),
  ('LA-2043', 'retail-banking', '北町書店', '運転資金', 2000000, 2, 1500000, '{1000000}', '{40000}',
   12, 1500, 'from_200_marks_or_salary_for_a_year', 'all_credits_here_paid_back_duly', 'business', 'from_1000_marks', 'from_7_years', 'none', 'none');
